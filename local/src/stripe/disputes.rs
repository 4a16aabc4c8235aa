//! Disputes: a card's holder asks the bank for the money back. Only a control call, or a card made for it, opens one.

use serde_json::{Value, json};

use super::failure::Failure;
use super::store::{Kind, Store};

const DAYS_TO_ANSWER: i64 = 9;

pub(super) fn open(store: &mut Store, charge: &str, reason: &str) -> Result<Value, Failure> {
    let found = store.get(Kind::Charge, charge)?;
    if found["status"] != "succeeded" || found["disputed"] == true {
        return Err(Failure::state("charge_not_disputable", format!("Charge {charge} cannot be disputed.")));
    }
    let due = store.now() + DAYS_TO_ANSWER * 24 * 60 * 60;
    let charge = store.change(Kind::Charge, charge, |charge| charge["disputed"] = json!(true))?;
    let dispute = store.add(
        Kind::Dispute,
        json!({
            "amount": charge["amount"], "charge": charge["id"], "currency": charge["currency"], "payment_intent": charge["payment_intent"],
            "reason": reason, "status": "needs_response", "is_charge_refundable": false, "metadata": {}, "evidence": {},
            "evidence_details": {"due_by": due, "has_evidence": false, "past_due": false, "submission_count": 0}, "balance_transactions": [],
        }),
    );
    store.tell("charge.dispute.created", &dispute);
    Ok(dispute)
}

/// `won` or `lost`.
pub(super) fn close(store: &mut Store, id: &str, status: &str) -> Result<Value, Failure> {
    if !matches!(status, "won" | "lost") {
        return Err(Failure::request("A dispute is won or lost.", Some("status")));
    }
    let dispute = store.change(Kind::Dispute, id, |dispute| dispute["status"] = json!(status))?;
    if status == "won" {
        store.change(Kind::Charge, dispute["charge"].as_str().unwrap_or_default(), |charge| charge["disputed"] = json!(false))?;
    }
    store.tell("charge.dispute.closed", &dispute);
    Ok(dispute)
}

pub(super) fn get(store: &Store, id: &str) -> Result<Value, Failure> {
    store.get(Kind::Dispute, id).cloned()
}
