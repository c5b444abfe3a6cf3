//! Every server function with a valid request and who may send it. A function without a line here fails the suite.
//!
//! To add one: its endpoint, who may, and the fields of a request that would succeed. Ids come from the target, so that
//! the probes can put foreign and missing ones in their place.

use super::world::Target;
use domain::permission::Role;
use domain::theme::ThemeTokens;
use uuid::Uuid;

/// Who may call a function.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// Anybody who is signed in.
    SignedIn,
    /// Whoever may book for the chart that is shown.
    Appointments,
    /// Whoever may read the record of the chart that is shown.
    Records,
    /// Whoever may read the results of the chart that is shown.
    Results,
    /// Whose own chart is shown: nobody who acts for somebody else.
    Own,
    /// Colleagues of these roles.
    Staff(&'static [Role]),
}

impl Who {
    /// Whether a colleague with `role` and without any chart may.
    pub fn has(self, role: Role) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Appointments | Self::Records | Self::Results | Self::Own => false,
            Self::Staff(roles) => roles.contains(&role),
        }
    }

    /// Whether it concerns the chart that is shown.
    pub const fn is_about_a_chart(self) -> bool {
        matches!(self, Self::Appointments | Self::Records | Self::Results | Self::Own)
    }
}

/// Fields of a request, as a form sends them.
pub type Fields = Vec<(&'static str, String)>;

/// A function, who may, a request.
pub struct Row {
    pub endpoint: &'static str,
    pub who: Who,
    pub fields: fn(&Target) -> Fields,
}

const fn row(endpoint: &'static str, who: Who, fields: fn(&Target) -> Fields) -> Row {
    Row { endpoint, who, fields }
}

/// Whoever answers requests for corrections.
const CLINICIANS: &[Role] = &[Role::Provider, Role::Administrator];

/// The table.
pub const ROWS: &[Row] = &[
    row("account/activation_accept", Who::SignedIn, nothing),
    row("account/activation_check", Who::Anyone, |_| typed(&[("request[code]", "AAAAA-AAAAA")])),
    row("account/activation_confirm_code", Who::Anyone, |_| typed(&[("request[code]", "123456")])),
    row("account/activation_finish", Who::Anyone, |_| {
        typed(&[("request[username]", "somebody"), ("request[password]", "a quiet harbour at dusk")])
    }),
    row("account/activation_send_code", Who::Anyone, |_| {
        typed(&[("request[kind]", "email"), ("request[address]", "ana@example.org")])
    }),
    row("account/activation_skip_contact", Who::Anyone, nothing),
    row("account/activation_start_over", Who::Anyone, nothing),
    row("account/add_contact", Who::SignedIn, |_| {
        vec![("request[challenge]", Uuid::nil().to_string()), ("request[code]", "123456".to_owned())]
    }),
    row("account/begin_passkey", Who::SignedIn, nothing),
    row("account/begin_passkey_sign_in", Who::Anyone, nothing),
    row("account/begin_passkey_step_up", Who::SignedIn, nothing),
    row("account/begin_second_passkey", Who::Anyone, nothing),
    row("account/begin_totp", Who::SignedIn, nothing),
    row("account/change_password", Who::SignedIn, |_| {
        let new = "another quiet harbour".to_owned();
        vec![("request[current]", "not this one at all".to_owned()), ("request[new]", new)]
    }),
    row("account/confirm_contact", Who::SignedIn, |_| {
        vec![("request[challenge]", Uuid::nil().to_string()), ("request[code]", "123456".to_owned())]
    }),
    row("account/confirm_passkey", Who::SignedIn, passkey_answer),
    row("account/confirm_totp", Who::SignedIn, |_| {
        vec![("request[factor]", Uuid::nil().to_string()), ("request[code]", "123456".to_owned())]
    }),
    row("account/end_other_sessions", Who::SignedIn, nothing),
    row("account/end_session", Who::SignedIn, |_| vec![("request[id]", "00".to_owned())]),
    row("account/finish_passkey_sign_in", Who::Anyone, passkey_answer),
    row("account/finish_reset", Who::Anyone, |_| typed(&[("request[password]", "a quiet harbour at dusk")])),
    row("account/finish_sign_in", Who::Anyone, |_| vec![("request[code]", "123456".to_owned())]),
    row("account/list_contacts", Who::SignedIn, nothing),
    row("account/list_factors", Who::SignedIn, nothing),
    row("account/list_sessions", Who::SignedIn, nothing),
    row("account/read_activation", Who::Anyone, nothing),
    row("account/read_activation_flash", Who::Anyone, nothing),
    row("account/read_clock", Who::SignedIn, nothing),
    row("account/read_frame", Who::Anyone, nothing),
    row("account/read_freshness", Who::SignedIn, nothing),
    row("account/read_password_flash", Who::SignedIn, nothing),
    row("account/read_proof_flash", Who::SignedIn, nothing),
    row("account/read_register", Who::Anyone, nothing),
    row("account/read_register_flash", Who::Anyone, nothing),
    row("account/read_reset", Who::Anyone, nothing),
    row("account/read_reset_flash", Who::Anyone, nothing),
    row("account/read_second_flash", Who::Anyone, nothing),
    row("account/read_second_step", Who::Anyone, nothing),
    row("account/read_sign_in_flash", Who::Anyone, nothing),
    row("account/read_step_up", Who::SignedIn, nothing),
    row("account/register_begin", Who::Anyone, |_| typed(&[("request[name]", "Ana Ruiz")])),
    row("account/register_confirm", Who::Anyone, |_| typed(&[("request[code]", "123456")])),
    row("account/register_send_again", Who::Anyone, nothing),
    row("account/register_start_over", Who::Anyone, nothing),
    row("account/remove_contact", Who::SignedIn, |_| vec![("request[contact]", Uuid::nil().to_string())]),
    row("account/remove_factor", Who::SignedIn, |_| vec![("request[factor]", Uuid::nil().to_string())]),
    row("account/rename_factor", Who::SignedIn, |_| {
        vec![("request[factor]", Uuid::nil().to_string()), ("request[label]", "My key".to_owned())]
    }),
    row("account/renew_recovery_codes", Who::SignedIn, nothing),
    row("account/request_reset", Who::Anyone, |_| typed(&[("request[name]", "walter")])),
    row("account/send_contact_code", Who::SignedIn, |_| {
        vec![("request[kind]", "email".to_owned()), ("request[address]", "ana@example.org".to_owned())]
    }),
    row("account/send_contact_proof", Who::SignedIn, |_| {
        typed(&[("request[kind]", "email"), ("request[address]", "ana@example.org")])
    }),
    row("account/send_second_code", Who::Anyone, |_| vec![("request[factor]", Uuid::nil().to_string())]),
    row("account/send_step_up_code", Who::SignedIn, |_| vec![("request[factor]", Uuid::nil().to_string())]),
    row("account/set_language", Who::Anyone, |_| vec![("request[language]", "en".to_owned())]),
    row("account/sign_in", Who::Anyone, |_| {
        vec![("request[username]", "nobody".to_owned()), ("request[password]", "wrong".to_owned())]
    }),
    row("account/sign_out", Who::SignedIn, nothing),
    row("account/stay", Who::SignedIn, nothing),
    row("account/step_up", Who::SignedIn, |_| {
        vec![("request[password]", "a quiet harbour at dawn".to_owned())]
    }),
    row("account/step_up_with_passkey", Who::SignedIn, |_| {
        vec![("request[challenge]", Uuid::nil().to_string()), ("request[credential]", "{}".to_owned())]
    }),
    row("account/switch_chart", Who::SignedIn, |target| vec![("request[chart]", target.chart.to_string())]),
    row("amend/answer", Who::Staff(CLINICIANS), |target| {
        vec![
            ("request[id]", target.to_answer.to_string()),
            ("request[version]", "0".to_owned()),
            ("request[step]", "ask_back".to_owned()),
            ("request[words]", "Which one do you mean?".to_owned()),
        ]
    }),
    row("amend/list_requests", Who::Staff(CLINICIANS), |_| typed(&[("request[page]", "0")])),
    row("amend/read_flash", Who::Anyone, nothing),
    row("amend/read_request", Who::Staff(CLINICIANS), |target| {
        vec![("request[id]", target.to_answer.to_string())]
    }),
    row("audit/answer_question", ADMINISTRATOR, |_| {
        vec![("request[question]", Uuid::nil().to_string()), ("request[answer]", "Because.".to_owned())]
    }),
    row("audit/end_opening", ADMINISTRATOR, |_| vec![("request[opening]", Uuid::nil().to_string())]),
    row("audit/find_people", ADMINISTRATOR, |_| typed(&[("request[name]", "administrator")])),
    row("audit/list_openings", ADMINISTRATOR, |_| typed(&[("request[page]", "0")])),
    row("audit/list_questions", ADMINISTRATOR, |_| typed(&[("request[page]", "0")])),
    row("audit/look_at_alert", ADMINISTRATOR, |_| vec![("request[alert]", Uuid::nil().to_string())]),
    row("audit/read_alerts", ADMINISTRATOR, nothing),
    row("audit/read_flash", Who::Anyone, nothing),
    row("audit/read_log", ADMINISTRATOR, |_| typed(&[("request[is_refused]", "false")])),
    row("audit/read_rules", ADMINISTRATOR, nothing),
    row("audit/save_rules", ADMINISTRATOR, |_| {
        typed(&[
            ("request[version]", "unknown"),
            ("request[mass_charts]", "20"),
            ("request[mass_minutes]", "10"),
            ("request[night_from]", "22:00"),
            ("request[night_to]", "06:00"),
        ])
    }),
    row("booking/cancel_appointment", Who::Appointments, appointment),
    row("booking/confirm_hold", Who::Appointments, |target| {
        vec![("request[hold]", target.hold.to_string()), ("request[key]", "a form".to_owned())]
    }),
    row("booking/extend_hold", Who::Appointments, hold),
    row("booking/find_slots", Who::Appointments, free_times),
    row("booking/hold_slot", Who::Appointments, |target| {
        vec![
            ("request[visit_type]", target.visit_type.to_string()),
            ("request[provider]", target.provider.to_string()),
            ("request[location]", target.location.to_string()),
            ("request[start]", target.free.0.to_string()),
            ("request[moving]", target.appointment.to_string()),
        ]
    }),
    row("booking/list_appointments", Who::Appointments, nothing),
    row("booking/read_appointment", Who::Appointments, appointment),
    row("booking/read_day", Who::Staff(&[Role::FrontDesk, Role::Provider]), day),
    row("booking/read_flash", Who::Anyone, nothing),
    row("booking/read_hold", Who::Appointments, hold),
    row("booking/read_options", Who::Appointments, nothing),
    row("booking/release_hold", Who::Appointments, hold),
    row("booking/watch_day", Who::Staff(&[Role::FrontDesk, Role::Provider]), day),
    row("booking/watch_slots", Who::Appointments, free_times),
    row("calendar/read_flash", Who::Anyone, nothing),
    row("calendar/read_settings", ADMINISTRATOR, nothing),
    row("calendar/remove_exception", ADMINISTRATOR, |_| typed(&[("request[version]", "unknown")])),
    row("calendar/remove_hours", ADMINISTRATOR, |_| {
        typed(&[("request[provider]", "ruiz"), ("request[version]", "unknown")])
    }),
    row("calendar/save_exception", ADMINISTRATOR, |_| {
        typed(&[
            ("request[provider]", "ruiz"),
            ("request[kind]", "closed"),
            ("request[from_day]", "2027-12-24"),
        ])
    }),
    row("calendar/save_hours", ADMINISTRATOR, |_| {
        typed(&[
            ("request[provider]", "ruiz"),
            ("request[location]", "main"),
            ("request[weekdays][0]", "0"),
            ("request[from]", "19:00"),
            ("request[to]", "20:00"),
        ])
    }),
    row("calendar/save_location", ADMINISTRATOR, |_| {
        typed(&[("request[name]", "Another place"), ("request[zone]", "UTC")])
    }),
    row("calendar/save_provider", ADMINISTRATOR, |_| {
        typed(&[("request[name]", "Somebody New"), ("request[is_active]", "true")])
    }),
    row("calendar/save_visit_type", ADMINISTRATOR, |_| {
        typed(&[
            ("request[name]", "Another visit"),
            ("request[minutes]", "30"),
            ("request[horizon_days]", "60"),
            ("request[mode]", "in_person"),
            ("request[patients]", "any"),
            ("request[is_active]", "true"),
        ])
    }),
    row("card/keep_card", Who::Records, |_| typed(&[("request[is_kept]", "true")])),
    row("card/read_card", Who::Records, nothing),
    row("chart_view/break_glass", Who::Staff(CLINICIANS), |_| {
        vec![
            ("request[chart]", Uuid::nil().to_string()),
            ("request[reason]", "unconscious in room two".to_owned()),
        ]
    }),
    row("chart_view/close", Who::Staff(CLINICIANS), |_| vec![("request[chart]", Uuid::nil().to_string())]),
    row("chart_view/list_results", Who::Staff(CLINICIANS), |_| one_chart(&[])),
    row("chart_view/open", Who::Staff(CLINICIANS), |_| {
        vec![
            ("request[chart]", Uuid::nil().to_string()),
            ("request[purpose]", "TREAT".to_owned()),
            ("request[reason]", "a call from the ward".to_owned()),
        ]
    }),
    row("chart_view/read_entry", Who::Staff(CLINICIANS), |target| {
        one_chart(&[("request[id]", target.entry.to_string())])
    }),
    row("chart_view/read_flash", Who::Anyone, nothing),
    row("chart_view/read_head", Who::Staff(&[Role::Provider, Role::FrontDesk, Role::Administrator]), |_| {
        one_chart(&[])
    }),
    row("chart_view/read_measurements", Who::Staff(CLINICIANS), |_| one_chart(&[])),
    row("chart_view/read_result", Who::Staff(CLINICIANS), |_| {
        // That of the chart: clinicians see what waits too, and other charts' are asked for in chart_view.rs.
        one_chart(&[("request[id]", "00000000-0000-0000-0000-0000e000000a".to_owned())])
    }),
    row("chart_view/read_section", Who::Staff(CLINICIANS), |_| {
        one_chart(&[("request[section]", "documents".to_owned())])
    }),
    row("charts/add_chart", INVITING, |_| {
        typed(&[
            ("request[given]", "Somebody"),
            ("request[family]", "New"),
            ("request[day]", "1"),
            ("request[month]", "2"),
            ("request[year]", "1980"),
        ])
    }),
    row("charts/check_file", INVITING, file),
    row("charts/compare_charts", INVITING, |_| {
        vec![("request[one]", Uuid::nil().to_string()), ("request[other]", Uuid::from_u128(1).to_string())]
    }),
    row("charts/decline_proposal", INVITING, |_| vec![("request[proposal]", Uuid::nil().to_string())]),
    row("charts/find_charts", INVITING, |_| typed(&[("request[name]", "nobody at all")])),
    row("charts/import_file", INVITING, |target| {
        let mut fields = file(target);
        fields.push(("request[from]", "0".to_owned()));
        fields
    }),
    row("charts/list_merges", INVITING, nothing),
    row("charts/merge_charts", INVITING, |_| {
        vec![
            ("request[survivor]", Uuid::nil().to_string()),
            ("request[merged]", Uuid::from_u128(1).to_string()),
            ("request[reason]", "one person".to_owned()),
            ("request[is_confirmed]", "true".to_owned()),
        ]
    }),
    row("charts/read_file", INVITING, |_| {
        typed(&[("request[text]", "Given,Family,Born\nAna,New,1980-01-31\n")])
    }),
    row("charts/undo_merge", INVITING, |_| vec![("request[merge]", Uuid::nil().to_string())]),
    row("connections/decide", Who::Records, |target| {
        vec![
            ("request[id]", Uuid::nil().to_string()),
            ("request[chart]", target.chart.to_string()),
            ("request[parts][0]", "person".to_owned()),
            ("request[is_allowed]", "true".to_owned()),
        ]
    }),
    row("connections/end", Who::SignedIn, |_| vec![("request[id]", Uuid::nil().to_string())]),
    row("connections/list_clients", Who::Staff(&[Role::Administrator]), nothing),
    row("connections/list_own", Who::SignedIn, nothing),
    row("connections/open_consent", Who::Records, |_| vec![("request[id]", Uuid::nil().to_string())]),
    row("connections/read_flash", Who::Anyone, nothing),
    row("connections/save_client", Who::Staff(&[Role::Administrator]), |_| {
        typed(&[("request[kind]", "system"), ("request[name]", "Records"), ("request[keys]", "{}")])
    }),
    row("connections/switch_client", Who::Staff(&[Role::Administrator]), |_| {
        vec![
            ("request[id]", Uuid::nil().to_string()),
            ("request[version]", "1".to_owned()),
            ("request[is_disabled]", "true".to_owned()),
        ]
    }),
    row("corrections/ask", Who::Records, |target| {
        vec![
            ("request[entry]", target.entry.to_string()),
            ("request[words]", "That was another day.".to_owned()),
        ]
    }),
    row("corrections/list_corrections", Who::Records, nothing),
    row("corrections/read_correction", Who::Records, |target| {
        vec![("request[id]", target.correction.to_string())]
    }),
    row("corrections/read_flash", Who::Anyone, nothing),
    row("corrections/read_subject", Who::Records, |target| {
        vec![("request[entry]", target.entry.to_string())]
    }),
    row("corrections/write", Who::Records, |target| {
        vec![
            ("request[id]", target.correction.to_string()),
            ("request[version]", "0".to_owned()),
            ("request[step]", "write".to_owned()),
            ("request[words]", "It was in spring.".to_owned()),
        ]
    }),
    row("downloads/ask_download", Who::Records, |_| {
        typed(&[("request[kind]", "pdf"), ("request[parts][0]", "visits")])
    }),
    row("downloads/ask_export", Who::Staff(&[Role::Administrator]), |_| {
        typed(&[("request[reason]", "Another system")])
    }),
    row("downloads/list_downloads", Who::Records, nothing),
    row("downloads/list_exports", Who::Staff(&[Role::Administrator]), nothing),
    row("downloads/read_flash", Who::Anyone, nothing),
    row("downloads/remove_download", Who::Records, |_| vec![("request[id]", Uuid::nil().to_string())]),
    row("downloads/remove_export", Who::Staff(&[Role::Administrator]), |_| {
        vec![("request[id]", Uuid::nil().to_string())]
    }),
    row("family/change", Who::Own, |target| {
        vec![
            ("request[grant]", target.grant.to_string()),
            ("request[version]", "records+results+appointments/".to_owned()),
            ("request[scopes][0]", "records".to_owned()),
        ]
    }),
    row("family/end", Who::Own, grant),
    // The front desk looks after every chart of its clinic: no chart of it is another's. Other clinics' charts: `family.rs`.
    row("family/end_access", INVITING, |_| {
        vec![
            ("request[chart]", Uuid::nil().to_string()),
            ("request[grant]", Uuid::nil().to_string()),
            ("request[reason]", "asked".to_owned()),
        ]
    }),
    row("family/give_up", Who::SignedIn, grant),
    row("family/invite", Who::Own, |_| {
        typed(&[
            ("request[name]", "Somebody"),
            ("request[email]", "somebody@example.org"),
            ("request[relationship]", "partner"),
            ("request[scopes][0]", "records"),
        ])
    }),
    row("family/invite_for", INVITING, |_| {
        vec![
            ("request[chart]", Uuid::nil().to_string()),
            ("request[name]", "Somebody".to_owned()),
            ("request[relationship]", "parent".to_owned()),
            ("request[scopes][0]", "records".to_owned()),
            ("request[by_hand]", "true".to_owned()),
        ]
    }),
    row("family/let_in", INVITING, |_| {
        typed(&[
            ("request[chart]", "00000000-0000-0000-0000-000000000000"),
            ("request[reason]", "Seen in person"),
        ])
    }),
    row("family/read_access", INVITING, |_| vec![("request[chart]", Uuid::nil().to_string())]),
    row("family/read_family", Who::SignedIn, nothing),
    row("family/read_flash", Who::Anyone, nothing),
    row("family/resend", Who::Own, own_invitation),
    row("family/take_back", Who::Own, own_invitation),
    row("invitations/decide", ADMINISTRATOR, |_| {
        typed(&[
            ("request[days]", "7"),
            ("request[per_hour]", "60"),
            ("request[from]", "08:00"),
            ("request[to]", "20:00"),
        ])
    }),
    row("invitations/find_patients", INVITING, |_| typed(&[("request[name]", "nobody at all")])),
    // The front desk invites every patient of its clinic: no chart of it is another's. Other clinics' charts: `invitations.rs`.
    row("invitations/invite", INVITING, |_| {
        vec![("request[charts][0]", Uuid::nil().to_string()), ("request[by_hand]", "true".to_owned())]
    }),
    row("invitations/list_invitations", INVITING, nothing_asked),
    row("invitations/pause_batch", INVITING, batch),
    row("invitations/preview_batch", INVITING, |_| typed(&[("request[age_from]", "18")])),
    row("invitations/read_batches", INVITING, nothing),
    row("invitations/read_flash", Who::Anyone, nothing),
    row("invitations/read_invitation", INVITING, invitation),
    row("invitations/read_paper", INVITING, invitation),
    row("invitations/resend", INVITING, invitation),
    row("invitations/resume_batch", INVITING, batch),
    row("invitations/revoke", INVITING, invitation),
    row("invitations/set_opt_out", INVITING, |_| {
        vec![("request[chart]", Uuid::nil().to_string()), ("request[is_out]", "true".to_owned())]
    }),
    row("invitations/start_batch", INVITING, |_| typed(&[("request[age_from]", "125")])),
    row("looks/ask", Who::Own, |_| {
        vec![("request[look]", Uuid::nil().to_string()), ("request[question]", "Why?".to_owned())]
    }),
    row("looks/list_looks", Who::Own, |_| typed(&[("request[before]", "")])),
    row("looks/read_flash", Who::Anyone, nothing),
    row("opening/read_flash", Who::Anyone, nothing),
    row("opening/read_opening", ADMINISTRATOR, nothing),
    row("opening/set_open", ADMINISTRATOR, |_| typed(&[("request[is_open]", "true")])),
    row("patients/find_patients", IDENTIFYING, |_| typed(&[("request[words]", "nobody at all")])),
    row("patients/read_flash", Who::Anyone, nothing),
    row("patients/read_search", IDENTIFYING, |_| typed(&[("request[kept]", "")])),
    row("records/list_latest", Who::Records, nothing),
    row("records/list_timeline", Who::Records, |_| typed(&[("request[words]", "")])),
    row("records/read_entry", Who::Records, |target| vec![("request[id]", target.entry.to_string())]),
    row("records/read_section", Who::Records, |_| vec![("request[section]", "diagnoses".to_owned())]),
    row("registration/ask", INVITING, |_| decision(("request[wish]", "visit"))),
    row("registration/compare_chart", INVITING, |_| {
        vec![("request[request]", Uuid::nil().to_string()), ("request[number]", "HS-1".to_owned())]
    }),
    row("registration/link", INVITING, |_| decision(("request[chart]", &Uuid::nil().to_string()))),
    row("registration/list_requests", INVITING, nothing_asked),
    row("registration/read_flash", Who::Anyone, nothing),
    row("registration/read_request", INVITING, |_| vec![("request[request]", Uuid::nil().to_string())]),
    row("registration/read_settings", ADMINISTRATOR, nothing),
    row("registration/reject", INVITING, |_| decision(("request[reason]", "not_enough"))),
    row("registration/save_settings", ADMINISTRATOR, |_| {
        typed(&[
            ("request[version]", "unknown"),
            ("request[required][0]", "name"),
            ("request[required][1]", "birth_date"),
            ("request[kept_days]", "30"),
            ("request[most_per_day]", "50"),
        ])
    }),
    row("release/block", PROVIDER, |target| {
        vec![("request[result]", format!("{}.0", target.waiting[1])), ("request[reason]", "Why".to_owned())]
    }),
    row("release/comment", PROVIDER, |target| {
        vec![("request[result]", format!("{}.0", target.waiting[2])), ("request[comment]", "Well".to_owned())]
    }),
    row("release/list_work", PROVIDER, |_| typed(&[("request[shelf]", "waiting")])),
    row("release/read_flash", Who::Anyone, nothing),
    row("release/list_templates", PROVIDER, nothing),
    row("release/read_rules", ADMINISTRATOR, nothing),
    row("release/release", PROVIDER, |target| {
        vec![("request[results][0]", format!("{}.0", target.waiting[0]))]
    }),
    row("release/remove_template", PROVIDER, |_| vec![("request[id]", Uuid::nil().to_string())]),
    row("release/save_template", PROVIDER, |_| {
        typed(&[("request[name]", "Normal"), ("request[text]", "All of it is as it should be.")])
    }),
    row("release/remove_class", ADMINISTRATOR, |_| typed(&[("request[version]", "x"), ("request[id]", "x")])),
    row("release/save_class", ADMINISTRATOR, |_| {
        typed(&[
            ("request[version]", "x"),
            ("request[name]", "Blood"),
            ("request[codes]", "1"),
            ("request[rule]", "at_once"),
        ])
    }),
    row("release/save_rules", ADMINISTRATOR, |_| {
        typed(&[("request[version]", "x"), ("request[laboratory]", "at_once"), ("request[other]", "never")])
    }),
    row("results/count_new", Who::SignedIn, nothing),
    row("results/read_measurements", Who::Records, nothing),
    row("results/list_results", Who::Results, |_| typed(&[("request[words]", "")])),
    row("results/read_result", Who::Results, |target| vec![("request[id]", target.result.to_string())]),
    row("results/save_wish", Who::Results, |_| typed(&[("request[when]", "at_once")])),
    row("security/read_flash", Who::Anyone, nothing),
    row("security/read_settings", ADMINISTRATOR, nothing),
    row("security/save_settings", ADMINISTRATOR, |_| {
        typed(&[
            ("request[version]", "unknown"),
            ("request[patients][policy]", "off"),
            ("request[patients][grace]", "3"),
            ("request[patients][idle_minutes]", "30"),
            ("request[patients][absolute_hours]", "12"),
            ("request[staff][policy]", "off"),
            ("request[staff][grace]", "3"),
            ("request[staff][idle_minutes]", "15"),
            ("request[staff][absolute_hours]", "10"),
            ("request[text_messages][most_per_day]", "500"),
            ("request[hand_over_age]", "18"),
        ])
    }),
    row("shares/end_share", Who::Records, |_| vec![("request[id]", Uuid::nil().to_string())]),
    row("shares/list_shares", Who::Records, nothing),
    row("shares/make_share", Who::Records, |_| {
        typed(&[
            ("request[label]", "Dr. Bell"),
            ("request[lasts]", "day"),
            ("request[times]", "once"),
            ("request[parts][0]", "diagnoses"),
        ])
    }),
    row("shares/read_flash", Who::Anyone, nothing),
    row("shares/read_options", Who::Records, nothing),
    row("shares/read_share", Who::Records, |_| vec![("request[id]", Uuid::nil().to_string())]),
    row("staff/disable", ADMINISTRATOR, colleague),
    row("staff/enable", ADMINISTRATOR, colleague),
    row("staff/invite", ADMINISTRATOR, |_| {
        typed(&[
            ("request[name]", "Joan Doe"),
            ("request[email]", "joan@example.org"),
            ("request[roles][0]", "billing"),
        ])
    }),
    row("staff/list_colleagues", ADMINISTRATOR, nothing),
    row("staff/read_flash", Who::Anyone, nothing),
    row("staff/reset_factors", ADMINISTRATOR, |_| {
        vec![("request[account]", Uuid::nil().to_string()), ("request[reason]", "lost".to_owned())]
    }),
    row("staff/save_roles", ADMINISTRATOR, |target| {
        let mut fields = colleague(target);
        fields.push(("request[roles][0]", "billing".to_owned()));
        fields
    }),
    row("theme/discard_draft", ADMINISTRATOR, |_| typed(&[("request[base]", "unknown")])),
    row("theme/publish_draft", ADMINISTRATOR, |_| typed(&[("request[base]", "unknown")])),
    row("theme/read_editor", ADMINISTRATOR, nothing),
    row("theme/roll_back", ADMINISTRATOR, |_| typed(&[("request[version]", "1"), ("request[current]", "0")])),
    row("theme/save_draft", ADMINISTRATOR, |_| {
        let tokens = ThemeTokens::default();
        vec![
            ("request[tokens][primary]", tokens.primary.to_string()),
            ("request[tokens][secondary]", tokens.secondary.to_string()),
            ("request[tokens][background]", tokens.background.to_string()),
            ("request[tokens][font]", tokens.font.key().to_owned()),
            ("request[tokens][radius]", tokens.radius.to_string()),
            ("request[tokens][logo_alt]", String::new()),
            ("request[base]", "unknown".to_owned()),
        ]
    }),
];

/// Who invites patients.
const INVITING: Who = Who::Staff(&[Role::FrontDesk, Role::Administrator]);
/// Whoever may see who a patient is.
const IDENTIFYING: Who = Who::Staff(&[Role::FrontDesk, Role::Provider, Role::Administrator]);
const ADMINISTRATOR: Who = Who::Staff(&[Role::Administrator]);
const PROVIDER: Who = Who::Staff(&[Role::Provider]);

/// The first patient's chart, whichever target is asked for: colleagues may know of every chart of their clinic.
pub const WALTERS: Uuid = Uuid::from_u128(0xC000_0001);

/// Fields about that chart.
fn one_chart(more: &[(&'static str, String)]) -> Fields {
    let chart = ("request[chart]", WALTERS.to_string());
    std::iter::once(chart).chain(more.iter().cloned()).collect()
}

/// Fields that name nobody's ids.
fn typed(fields: &[(&'static str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn file(_: &Target) -> Fields {
    typed(&[
        ("request[text]", "Given,Family,Born\nAna,New,1980-01-31\n"),
        ("request[columns]", "given,family,born"),
        ("request[dates]", "year_first"),
    ])
}

fn nothing(_: &Target) -> Fields {
    Vec::new()
}

/// A decision about a request that is not there.
fn decision((name, value): (&'static str, &str)) -> Fields {
    let request = ("request[request]", Uuid::nil().to_string());
    vec![request, ("request[version]", "1".to_owned()), (name, value.to_owned())]
}

fn colleague(_: &Target) -> Fields {
    vec![("request[account]", Uuid::nil().to_string()), ("request[version]", "unknown".to_owned())]
}

fn free_times(target: &Target) -> Fields {
    vec![
        ("request[visit_type]", target.visit_type.to_string()),
        ("request[provider]", target.provider.to_string()),
        ("request[location]", target.location.to_string()),
        ("request[moving]", target.appointment.to_string()),
    ]
}

fn day(target: &Target) -> Fields {
    vec![("request[provider]", target.provider.to_string()), ("request[day]", "2027-03-03".to_owned())]
}

fn nothing_asked(_: &Target) -> Fields {
    typed(&[("request[page]", "0")])
}

fn invitation(_: &Target) -> Fields {
    vec![("request[invitation]", Uuid::nil().to_string())]
}

fn grant(target: &Target) -> Fields {
    vec![("request[grant]", target.grant.to_string())]
}

fn own_invitation(target: &Target) -> Fields {
    vec![("request[invitation]", target.invitation.to_string())]
}

fn batch(_: &Target) -> Fields {
    vec![("request[batch]", Uuid::nil().to_string())]
}

fn passkey_answer(_: &Target) -> Fields {
    let challenge = ("request[answer][challenge]", Uuid::nil().to_string());
    vec![challenge, ("request[answer][credential]", "{}".to_owned())]
}

fn appointment(target: &Target) -> Fields {
    vec![("request[appointment]", target.appointment.to_string())]
}

fn hold(target: &Target) -> Fields {
    vec![("request[hold]", target.hold.to_string())]
}

#[test]
fn a_line_for_colleagues_names_their_roles() {
    let who = Who::Staff(&[Role::Administrator]);
    assert!(who.has(Role::Administrator) && !who.has(Role::Billing) && !who.is_about_a_chart());
}
