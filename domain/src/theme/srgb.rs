//! The sRGB transfer curve as tables made at compile time, so that server and browser round alike.

/// Linear light of each 8-bit channel value.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const LINEAR: [f64; 256] = {
    let mut table = [0.0; 256];
    let mut value = 0;
    while value < 256 {
        table[value] = decode(value as f64 / 255.0);
        value += 1;
    }
    table
};

/// Where the channel value steps up by one: linear light halfway (as encoded) between two neighbours.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const STEPS: [f64; 255] = {
    let mut table = [0.0; 255];
    let mut value = 0;
    while value < 255 {
        table[value] = decode((value as f64 + 0.5) / 255.0);
        value += 1;
    }
    table
};

/// Linear light, 0 to 1, of a channel of 8 bits.
pub(super) fn linear(channel: u8) -> f64 {
    LINEAR.get(usize::from(channel)).copied().unwrap_or(1.0)
}

/// The channel of 8 bits nearest to `light`; what lies outside 0 to 1 is clamped.
pub(super) fn channel(light: f64) -> u8 {
    u8::try_from(STEPS.partition_point(|step| *step <= light)).unwrap_or(u8::MAX)
}

/// The sRGB curve: encoded value, 0 to 1, to linear light. Source: IEC 61966-2-1.
const fn decode(encoded: f64) -> f64 {
    if encoded <= 0.04045 {
        return encoded / 12.92;
    }
    // x^2.4 = x² · (x^⅕)²; powers of floats are not const, and differ between platforms in the last bit.
    let base = (encoded + 0.055) / 1.055;
    let mut root = 1.0;
    let mut round = 0;
    while round < 16 {
        let fourth = root * root * root * root;
        root -= (fourth * root - base) / (5.0 * fourth);
        round += 1;
    }
    base * base * root * root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_standard_curve() {
        for value in 0..=255_u8 {
            let encoded = f64::from(value) / 255.0;
            let expected =
                if encoded <= 0.04045 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) };
            assert!((linear(value) - expected).abs() < 1e-12, "{value}");
        }
    }

    #[test]
    fn every_channel_survives_the_round_trip_and_the_ends_clamp() {
        for value in 0..=255_u8 {
            assert_eq!(channel(linear(value)), value);
        }
        assert_eq!((channel(-0.2), channel(1.3), channel(f64::NAN)), (0, 255, 0));
    }
}
