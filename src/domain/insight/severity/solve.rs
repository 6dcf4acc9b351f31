//! The inverse of a symmetric positive matrix, by Cholesky. The one rule: a matrix that has none
//! gives none.

/// The inverse of an `n` by `n` matrix, row by row; `None` when it has none.
pub fn inverse(matrix: Vec<f64>, n: usize) -> Option<Vec<f64>> {
    let mut lower = matrix;
    for column in 0..n {
        for row in column..n {
            let (a, b) = (row * n, column * n);
            let known: f64 = (0..column).map(|k| lower[a + k] * lower[b + k]).sum();
            let rest = lower[a + column] - known;
            if row == column {
                if rest <= 1e-9 {
                    return None;
                }
                lower[a + column] = rest.sqrt();
            } else {
                lower[a + column] = rest / lower[b + column];
            }
        }
    }
    let mut inverse = vec![0.0; n * n];
    let mut side = vec![0.0; n];
    for unit in 0..n {
        for row in 0..n {
            let known: f64 = (unit..row).map(|k| lower[row * n + k] * side[k]).sum();
            let one = if row == unit { 1.0 } else { 0.0 };
            side[row] = if row < unit { 0.0 } else { (one - known) / lower[row * n + row] };
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|k| lower[k * n + row] * side[k]).sum();
            side[row] = (side[row] - known) / lower[row * n + row];
        }
        for row in 0..n {
            inverse[row * n + unit] = side[row];
        }
    }
    Some(inverse)
}
