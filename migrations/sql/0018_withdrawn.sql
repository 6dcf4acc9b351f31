-- Withdrawn files that had been handed in, counted without fetching the rows: whether a file had been
-- stands in its facts. The condition is the one of `queries/stage_counts.rs`, word for word.

create index applications_withdrawn on applications (call_id)
    where stage = 'withdrawn' and stage <> 'draft'
    and not (stage = 'withdrawn' and stage_facts like '%"from":"draft"%');
create index proposals_withdrawn on proposals (call_id)
    where stage = 'withdrawn' and stage <> 'draft'
    and not (stage = 'withdrawn' and stage_facts like '%"from":"draft"%');
