//! Classes that encre-css knows but the product does not want: raw colours, sizes beside the scale, known traps.

use domain::theme::COLOR_VARIABLES;
use encre_css::config::BUILTIN_COLORS;

use super::order::variants;

/// Why a class is refused, and what to write instead; None if it is welcome.
#[must_use]
pub fn refused(class: &str) -> Option<&'static str> {
    let base = variants(class).1;
    let base = base.trim_matches('!').trim_start_matches('-');
    if names_raw_color(base) {
        return Some("a colour of the theme, such as bg-card, text-muted or border-hairline");
    }
    let (namespace, value) = base.rsplit_once('-').unwrap_or((base, ""));
    let is_one_of = |list: &[&str]| list.contains(&value);
    match namespace {
        "rotate" if value.starts_with(|character: char| character.is_ascii_digit()) => {
            Some("rotate-z-…: encre's rotate-… turns the element edge-on")
        }
        "font"
            if is_one_of(&[
                "thin",
                "extralight",
                "light",
                "medium",
                "bold",
                "extrabold",
                "black",
                "serif",
            ]) =>
        {
            Some("font-normal or font-semibold: the product has two weights and one family")
        }
        "shadow" | "inset-shadow" | "drop-shadow" | "text-shadow"
            if is_one_of(&["2xs", "xs", "sm", "md", "lg", "xl", "2xl"]) =>
        {
            Some("shadow-float for what floats, a hairline border for the rest")
        }
        "text" if is_one_of(&["5xl", "6xl", "7xl", "8xl", "9xl"]) => {
            Some("text-4xl: the type scale ends there")
        }
        "outline" if value == "none" => Some("nothing: the focus ring stays"),
        _ if namespace.starts_with("rounded") && is_one_of(&["xs", "2xl", "3xl"]) => {
            Some("rounded-sm, -md, -lg, -xl or -full, which follow the theme's radius")
        }
        _ if base.contains('[') => refused_arbitrary(base),
        _ => None,
    }
}

/// Values in brackets that belong into `style/tokens.css`.
fn refused_arbitrary(base: &str) -> Option<&'static str> {
    let (namespace, value) = base.split_once("-[").unwrap_or(("", base));
    let is_length = value.starts_with(|character: char| character.is_ascii_digit() || character == '.');
    match namespace {
        "text" | "leading" | "tracking" if is_length => Some("a step of the type scale, text-xs to text-4xl"),
        "font" => Some("font-normal or font-semibold"),
        "shadow" => Some("shadow-float"),
        "z" => Some("z-sticky, z-bar, z-overlay or z-toast"),
        _ if namespace.starts_with("rounded") => Some("rounded-sm, -md, -lg, -xl or -full"),
        _ => None,
    }
}

/// Whether a class names one of encre-css's own colours (`bg-red-500`, `text-white`) or writes one out.
fn names_raw_color(base: &str) -> bool {
    const WRITTEN: [&str; 8] = ["[#", "[rgb", "[hsl", "[hwb", "[lab(", "[lch(", "[oklch(", "[color:#"];
    WRITTEN.iter().any(|start| base.contains(start))
        || base.match_indices('-').filter_map(|(at, _)| base.get(at + 1..)).any(|rest| {
            let name = rest.split_once('/').map_or(rest, |(name, _)| name);
            let is_ours = COLOR_VARIABLES.iter().any(|own| own.strip_prefix("--c-") == Some(name));
            BUILTIN_COLORS.contains_key(name) && !is_ours
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_values_and_traps_are_refused_with_advice() {
        for class in [
            "bg-red-500",
            "hover:text-white",
            "border-b-slate-200/50",
            "bg-[#fff]",
            "text-[rgb(1,2,3)]",
            "rotate-90",
            "-rotate-45",
            "md:font-bold",
            "shadow-lg",
            "text-6xl",
            "rounded-2xl",
            "rounded-t-3xl",
            "text-[13px]",
            "z-[99]",
            "rounded-[3px]",
            "font-[500]",
            "!shadow-md",
        ] {
            assert!(refused(class).is_some(), "{class}");
        }
    }

    #[test]
    fn the_vocabulary_is_welcome() {
        for class in [
            "bg-card",
            "text-muted",
            "border-hairline",
            "bg-primary-50",
            "bg-neutral-200",
            "text-on-primary",
            "bg-transparent",
            "rounded-lg",
            "rounded-full",
            "font-semibold",
            "text-4xl",
            "rotate-z-90",
            "shadow-float",
            "shadow-none",
            "grid-cols-[auto_1fr]",
            "text-[color:var(--c-link)]",
            "border-control",
            "outline-focus",
            "z-bar",
            "-mt-2",
            "w-[12ch]",
            "font-mono",
        ] {
            assert_eq!(refused(class), None, "{class}");
        }
    }
}
