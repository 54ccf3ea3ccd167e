use super::*;
use std::collections::BTreeSet;
use tongtong_ttchain::WireError;

#[test]
fn every_refusal_has_a_code_of_its_own() {
    let nothing = Amount::ZERO;
    let all = [
        (Refused::NoWallet, "wallet_missing"),
        (Refused::WalletExists, "wallet_exists"),
        (Refused::Scanning, "wallet_scanning"),
        (Refused::MemoTooLong { over: 1, limit: 40 }, "memo_too_long"),
        (Refused::AmountZero, "amount_zero"),
        (Refused::AmountTooLarge, "amount_too_large"),
        (Refused::AssetUnknown, "asset_unknown"),
        (Refused::AssetFeeUnknown, "asset_fee_unknown"),
        (Refused::Payee(PayeeFault::SecretKey), "address_secret_key"),
        (Refused::PayeeIsMine, "payee_own_address"),
        (Refused::PayeeIsMyBalance, "payee_own_balance"),
        (Refused::PayeeIsBalance, "payee_balance_id"),
        (Refused::PayeeOtherNetwork, "payee_other_network"),
        (Refused::PayeeExpired, "payee_expired"),
        (Refused::WrongChain, "wrong_chain"),
        (Refused::Unanswered, "node_unanswered"),
        (Refused::NodeBehind, "node_behind"),
        (Refused::NotEnough { missing: nothing, coming: nothing }, "not_enough"),
        (Refused::TooManySources, "too_many_sources"),
        (Refused::NothingToRescue, "nothing_to_rescue"),
        (Refused::NothingToCancel, "nothing_to_cancel"),
        (Refused::RescueBelowFee, "rescue_below_fee"),
        (Refused::ChangeGap, "change_gap"),
        (Refused::NoFreshAddress, "address_none_fresh"),
        (Refused::Clock, "clock_range"),
        (Refused::Key(HdError::Unusable), "hd_unusable"),
        (Refused::Entropy(EntropyError::Unavailable), "entropy_unavailable"),
        (Refused::Unreadable(Unreadable::Wire(WireError::Truncated)), "transaction_truncated"),
        (Refused::EffectsDiffer, "plan_effects_differ"),
        (Refused::NoDigest, "plan_no_digest"),
        (Refused::PlanExpired, "plan_expired"),
        (Refused::PlanChanged, "plan_changed"),
        (Refused::Signer(SignError::Curve), "sign_curve"),
        (Refused::Secp(SecpError::Signature), "secp_signature"),
        (Refused::Signature(SignatureError::RecoveryId), "signature_recovery_id"),
        (Refused::WrongKey, "signed_by_another_key"),
        (Refused::SourceInUse, "source_in_use"),
        (Refused::SourceUnknown, "source_unknown"),
        (Refused::SourceChanged, "source_changed"),
        (Refused::ChangeTaken, "change_taken"),
        (Refused::AlreadyRecorded, "payment_recorded"),
        (Refused::PaymentUnknown, "payment_unknown"),
    ];
    let codes: BTreeSet<_> = all.iter().map(|(refused, _)| refused.code()).collect();
    assert_eq!(codes.len(), all.len());
    for (refused, code) in all {
        assert_eq!(refused.code(), code);
    }
}

#[test]
fn what_an_endpoint_is_wrong_in_is_told_from_what_a_person_is() {
    let nothing = Amount::ZERO;
    let asset = Asset::ttc();
    let of_endpoint = [
        Refused::WrongChain,
        Refused::Unanswered,
        Refused::NodeBehind,
        Refused::AssetDiffers,
        Refused::AssetUnknown,
        Refused::from(Fault::WrongNetwork),
        Refused::from(Fault::Unanswered),
        Refused::from(Fault::Unreadable),
        Refused::from(Fault::Contradiction),
        Refused::from(Fault::FeeTooHigh),
        Refused::from(Fault::Asset),
    ];
    for refused in of_endpoint {
        assert!(refused.is_of_endpoint(), "{}", refused.code());
    }
    let of_person = [
        Refused::NoWallet,
        Refused::AmountZero,
        Refused::PayeeIsMine,
        Refused::PayeeIsBalance,
        Refused::NotEnough { missing: nothing, coming: nothing },
        Refused::NotEnoughForFee { asset: asset.clone(), missing: nothing, coming: nothing },
        Refused::TooManySources,
        Refused::AlreadyRecorded,
        Refused::EffectsDiffer,
        Refused::Unreadable(Unreadable::Wire(WireError::Truncated)),
        Refused::from(Fault::NotEnough { missing: nothing }),
        Refused::from(Fault::NotEnoughForFee { asset, missing: nothing }),
        Refused::from(Fault::TooLittle { least: nothing }),
        Refused::from(Fault::Payee(tongtong_chain::AddressFault::Checksum)),
        Refused::from(Fault::PayeeAccount),
        Refused::from(Fault::OutOfRange),
        Refused::from(Fault::WrongKey),
        Refused::from(Fault::NoKey),
    ];
    for refused in of_person {
        assert!(!refused.is_of_endpoint(), "{}", refused.code());
    }
}
