//! "Did you mean": the nearest of the words there are. The one rule: a suggestion is offered only
//! when it is close enough to be a typing error, never as a guess at the meaning.

/// The candidate nearest to `word`, if a few slips of the keyboard explain the difference.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Two-letter codes are never suggested: any slip in them is another code.
    let allowed = (word.chars().count() / 3).min(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(far, _)| *far <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Ready to put behind a sentence: `; did you mean ...?`, or nothing.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for (row, from) in left.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let mut cost = (rows[row][column] + usize::from(from != to))
                .min(rows[row][column + 1] + 1)
                .min(next[column] + 1);
            if row > 0 && column > 0 && *from == right[column - 1] && left[row - 1] == *to {
                cost = cost.min(rows[row - 1][column - 1] + 1);
            }
            next.push(cost);
        }
        rows.push(next);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let words = ["mail.from", "mail.folder", "visitor.country"];
        assert_eq!(nearest("maill.from", words), Some("mail.from"));
        assert_eq!(nearest("mail.form", words), Some("mail.from"));
        assert_eq!(nearest("visitor.coutnry", words), Some("visitor.country"));
        assert_eq!(nearest("printer", words), None);
        assert_eq!(nearest("EL", ["AL", "GR"]), None);
        assert_eq!(did_you_mean("x", words), "");
    }

    #[test]
    fn distance_counts_slips() {
        for (left, right, far) in
            [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(left, right), far, "{left} {right}");
        }
    }
}
