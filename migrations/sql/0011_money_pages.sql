-- What pages over all calls ask of money: the accounts of one organisation, and what is due.

create index accounts_of_grantee on accounts (name) where grantee is not null;
create index instalments_due on instalments (stage, due_on, id);
