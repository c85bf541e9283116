//! When to try again. Pure: the jitter comes in as a number in `0.0..1.0`.

/// Bounds of a provider's own `Retry-After`: obeyed up to a day.
pub const RETRY_AFTER_MAX_MS: i64 = 24 * 3_600_000;
/// Google's `quotaExceeded` is about the user's account and passes in hours.
pub const QUOTA_PAUSE_MS: i64 = 3_600_000;

/// The wait before attempt `attempts + 1`: exponential from 5 s to 6 h, between half and full.
pub fn delay_ms(attempts: i64, jitter: f64) -> i64 {
    const FIRST_MS: f64 = 5_000.0;
    const LONGEST_MS: f64 = 6.0 * 3_600_000.0;
    let step = attempts.clamp(0, 20) as i32;
    let full = (FIRST_MS * 2f64.powi(step)).min(LONGEST_MS);
    (full * (0.5 + 0.5 * jitter.clamp(0.0, 1.0))) as i64
}

/// A provider's `Retry-After` in seconds (Graph's may be fractional), bounded.
pub fn retry_after_ms(seconds: f64) -> Option<i64> {
    (seconds.is_finite() && seconds >= 0.0)
        .then(|| ((seconds * 1000.0).ceil() as i64).clamp(1_000, RETRY_AFTER_MAX_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_from_five_seconds_to_six_hours() {
        assert_eq!(delay_ms(0, 1.0), 5_000);
        assert_eq!(delay_ms(0, 0.0), 2_500);
        assert_eq!(delay_ms(1, 1.0), 10_000);
        assert_eq!(delay_ms(60, 1.0), 6 * 3_600_000);
    }

    #[test]
    fn retry_after_is_obeyed_within_a_day() {
        assert_eq!(RETRY_AFTER_MAX_MS, 86_400_000);
        assert_eq!(retry_after_ms(2.128), Some(2_128));
        assert_eq!(retry_after_ms(0.0), Some(1_000));
        assert_eq!(retry_after_ms(1e9), Some(RETRY_AFTER_MAX_MS));
        assert_eq!(retry_after_ms(f64::NAN), None);
        assert_eq!(retry_after_ms(-1.0), None);
    }
}
