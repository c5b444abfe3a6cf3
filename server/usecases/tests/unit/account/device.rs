//! Names of known devices.

use domain::ids::FacilityId;
use usecases::examined::{is_known, name};
use usecases::keys::Keys;
use uuid::Uuid;

#[test]
fn a_name_is_good_for_its_account_and_clinic_only() {
    let keys = Keys::from_bytes([7; 32]);
    let (here, there) = (FacilityId(Uuid::from_u128(1)), FacilityId(Uuid::from_u128(2)));
    let device = name(&keys, here, "walter");
    assert!(is_known(&keys, here, "walter", &device));
    assert!(!is_known(&keys, here, "maya", &device));
    assert!(!is_known(&keys, there, "walter", &device));
    assert!(!is_known(&Keys::from_bytes([8; 32]), here, "walter", &device));
    for forged in ["", "AAAA", "not base64!", &device[1..]] {
        assert!(!is_known(&keys, here, "walter", forged), "{forged}");
    }
}
