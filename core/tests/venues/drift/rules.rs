//! High leverage, isolated tiers and the validity of oracles: the numbers of the program's own tests where they exist, and by hand.
//!
//! Source: `get_margin_ratio` in `programs/drift/src/state/perp_market/tests.rs`, `calculate_oracle_valid` in `math/oracle/tests.rs`,
//! `invalid_oracle` and `isolated_contract_tier_count_and_check` in `math/margin/tests.rs` of protocol-v2 at 0ae3e3b1.

use super::program::{perp_terms, spot_terms};
use super::steps::{complete, refusal};
use super::{example, int, perp, spot};
use plimsoll::U256;
use plimsoll::venue::drift::{DriftMarginRatios, DriftOracle, DriftPerp, DriftPerpTerms, DriftSpotTerms, DriftUser};
use plimsoll::venue::{Action, LiquidationCall, Venue};

const BASE: i64 = 1_000_000_000;
const DOLLAR: u64 = 1_000_000;

/// Ratios for everybody, and those of a user in the high-leverage mode.
type Ratios = ((u32, u32), (u32, u32));

/// A position at one dollar that neither gains nor loses, and as many dollars as it is worth.
fn sized(units: i64, imf_factor: u32, (ordinary, own): Ratios) -> DriftUser {
    let mut one = perp(units * BASE, -units * 1_000_000, DOLLAR);
    (one.imf_factor, one.margin_ratio_maintenance) = (imf_factor, own.1);
    let ratios = (ordinary != own).then_some(DriftMarginRatios { initial: ordinary.0, maintenance: ordinary.1 });
    one.terms = perp_terms(0, 0).map(|terms| DriftPerpTerms { margin_ratio_initial: own.0, ordinary_margin_ratios: ratios, ..terms });
    let mut usdc = spot("USDC", 6, DOLLAR, units.unsigned_abs() * 1_000_000_000);
    (usdc.maintenance_asset_weight, usdc.maintenance_liability_weight) = (10_000, 10_000);
    usdc.terms = spot_terms(0, 0).map(|terms| DriftSpotTerms { initial_asset_weight: 10_000, initial_liability_weight: 10_000, ..terms });
    DriftUser { spots: vec![usdc], perps: vec![one], ..example() }
}

/// A withdrawal may leave what the initial ratio requires, and the unit that it rounds away.
fn has_initial_ratio(user: &DriftUser, units: i64, ratio: u64) -> bool {
    let free = units.unsigned_abs() * (10_000 - ratio) * 100;
    let withdraw = |amount: u64| user.apply(&Action::Withdraw { asset: "USDC".into(), amount: U256::new(amount) });
    let refused = withdraw(free).err().map(|error| error.to_string());
    withdraw(free - 1).is_ok() && refused.is_some_and(|why| why.contains("InsufficientCollateral"))
}

fn maintenance_ratio(user: &DriftUser, units: i64) -> u64 {
    let required: u64 = user.health().expect("health").required.to_string().parse().expect("small");
    required / (units.unsigned_abs() * 100)
}

#[test]
fn drift_high_leverage_ratios_of_the_programs_own_tests() {
    // `new_hlm_imf_size`.
    let (ordinary, high) = ((1_000, 500), (100, 50));
    assert!(has_initial_ratio(&sized(1_000_000, 50, (ordinary, ordinary)), 1_000_000, 1_300));
    for (units, ratio) in [(1, 100), (10, 104), (3_000, 221)] {
        assert!(has_initial_ratio(&sized(units, 50, (ordinary, high)), units, ratio), "{units}");
    }
    for (units, ratio) in [(3_000, 67), (300_000, 313)] {
        assert_eq!(maintenance_ratio(&sized(units, 50, (ordinary, high)), units), ratio);
    }
    // Without a rule of sizes: the mode's own.
    assert!(has_initial_ratio(&sized(1, 0, (ordinary, (200, 100))), 1, 200));
    // `new_hlm_imf_size_loop`: from where the ordinary ratio is beyond the market's own, both modes require the same.
    let ratios = ((500, 303), (100, 66));
    let mut same = 0;
    for thousands in 1..1_000_i64 {
        let units = thousands * 1_000;
        let ordinary = sized(units, 50, (ratios.0, ratios.0));
        let ratio = (500..1_000).find(|ratio| has_initial_ratio(&ordinary, units, *ratio)).expect("a ratio");
        if ratio > 500 {
            assert!(has_initial_ratio(&sized(units, 50, ratios), units, ratio), "{units}");
            same += 1;
        }
    }
    assert_eq!(same, 959);
}

/// The guard rails of the program's own test, at 34 dollars.
fn oracle() -> DriftOracle {
    DriftOracle {
        price_twap: U256::new(31_999_000),
        confidence: U256::new(10_000),
        delay_slots: 1,
        too_volatile_ratio: 5,
        max_confidence: U256::new(20_000),
        slots_before_stale_for_margin: 120,
    }
}

/// A dollar of debt at 34 dollars, backed by 1,000 more: what withdraws one more dollar is refused by the oracle alone.
fn owing(oracle: DriftOracle) -> DriftUser {
    let mut user = complete(DriftUser { perps: Vec::new(), ..example() });
    (user.spots[1].is_borrow, user.spots[1].scaled_balance, user.spots[1].price) = (true, U256::new(1_000_000_000), U256::new(34_000_000));
    if let Some(terms) = &mut user.spots[1].terms {
        terms.oracle = Some(oracle);
    }
    user
}

fn withdraw(user: &DriftUser) -> Result<DriftUser, plimsoll::RiskError> {
    user.apply(&Action::Withdraw { asset: "USDC".into(), amount: U256::new(DOLLAR) })
}

#[test]
fn drift_withdrawals_need_valid_oracles() {
    // `calculate_oracle_valid`: an average of 21 is no more than five times away, a confidence of a dollar is not within 2 %.
    assert!(withdraw(&owing(oracle())).is_ok());
    assert!(withdraw(&owing(DriftOracle { delay_slots: 11, ..oracle() })).is_ok());
    assert!(withdraw(&owing(DriftOracle { price_twap: U256::new(21_000_000), delay_slots: 8, ..oracle() })).is_ok());
    for bad in [
        DriftOracle { confidence: U256::new(1_000_000), ..oracle() },
        DriftOracle { delay_slots: 121, ..oracle() },
        DriftOracle { price_twap: U256::new(5_666_000), ..oracle() },
        DriftOracle { price_twap: U256::new(204_000_000), ..oracle() },
    ] {
        assert_eq!(refusal(withdraw(&owing(bad))), "InvalidOracle");
    }
    assert!(withdraw(&owing(DriftOracle { price_twap: U256::new(5_667_000), ..oracle() })).is_ok());
    // What is not owed needs none; what is held at such a price backs no withdrawal, as `invalid_oracle` has it.
    let stale = DriftOracle { delay_slots: 121, ..oracle() };
    let mut held = owing(stale);
    held.spots[1].is_borrow = false;
    assert!(withdraw(&held).is_ok());
    (held.spots[0].is_borrow, held.spots[0].scaled_balance) = (true, U256::new(5_000_000_000));
    assert_eq!(refusal(withdraw(&held)), "InsufficientCollateral");
    if let Some(terms) = &mut held.spots[1].terms {
        terms.oracle = Some(oracle());
    }
    assert!(withdraw(&held).is_ok());
}

#[test]
fn drift_liquidations_refuse_a_volatile_price_only() {
    let call = LiquidationCall { collateral: "USDC".into(), debt: "SOL".into(), repay: None, seize: None, receive_shares: false };
    let poor = |oracle: DriftOracle| {
        let mut user = owing(oracle);
        user.spots[0].scaled_balance = U256::new(35_000_000_000);
        user.liquidate(&call)
    };
    assert!(poor(DriftOracle { delay_slots: 1_000, confidence: U256::new(1_000_000), ..oracle() }).is_ok());
    assert_eq!(refusal(poor(DriftOracle { price_twap: U256::new(5_666_000), ..oracle() })), "InvalidOracle");
}

fn isolate(perp: &mut DriftPerp) {
    if let Some(terms) = &mut perp.terms {
        terms.isolated_tier = Some(true);
    }
}

#[test]
fn drift_isolated_tiers_stand_alone() {
    let trade = |user: &DriftUser| user.apply(&Action::Trade { asset: "SOL-PERP".into(), size: int(BASE), quote: int(-100_000_000) });
    let mut alone = complete(example());
    isolate(&mut alone.perps[0]);
    assert!(trade(&alone).is_ok() && withdraw(&alone).is_ok());
    // Another perpetual beside it.
    let mut two = alone.clone();
    two.perps.push(DriftPerp { asset: "BTC-PERP".into(), terms: perp_terms(10_000, 10_000), ..perp(BASE, -100_000_000, 100_000_000) });
    assert_eq!(refusal(trade(&two)), "IsolatedAssetTierViolation");
    assert_eq!(refusal(withdraw(&two)), "IsolatedAssetTierViolation");
    // A debt of the quote may, another one may not.
    let mut owes = alone.clone();
    (owes.spots[1].is_borrow, owes.spots[1].scaled_balance) = (true, U256::new(1_000_000));
    assert_eq!(refusal(trade(&owes)), "IsolatedAssetTierViolation");
    let mut quote = alone.clone();
    quote.spots[1].scaled_balance = U256::new(100_000_000_000);
    (quote.spots[0].is_borrow, quote.spots[0].scaled_balance) = (true, U256::new(1_000_000_000));
    assert!(trade(&quote).is_ok());
    // A spot debt of the tier stands beside nothing at all.
    let mut spot = complete(DriftUser { perps: Vec::new(), ..example() });
    (spot.spots[1].is_borrow, spot.spots[1].scaled_balance) = (true, U256::new(1_000_000));
    if let Some(terms) = &mut spot.spots[1].terms {
        terms.isolated_tier = Some(true);
    }
    assert!(withdraw(&spot).is_ok());
    spot.perps = complete(example()).perps;
    assert_eq!(refusal(withdraw(&spot)), "IsolatedAssetTierViolation");
}

/// `isolated_position_margin_requirement`: a bucket of margin of its own is a user of its own. The test counts by initial weights, which
/// stand here in place of those for maintenance; with a buffer of 10 %.
#[test]
fn drift_isolated_positions_are_users_of_their_own() {
    let sides = |user: &DriftUser| {
        let health = user.health().expect("health");
        (health.backing.to_string(), health.required.to_string())
    };
    let mut isolated = DriftUser { liquidation_margin_buffer_ratio: 1_000, ..example() };
    isolated.spots[0].scaled_balance = U256::new(100_000_000_000);
    isolated.perps = vec![DriftPerp { margin_ratio_maintenance: 1_000, ..perp(100 * BASE, -11_000_000_000, 100_000_000) }];
    assert_eq!(sides(&isolated), ("-900000000".into(), "1000000000".into()));
    isolated.being_liquidated = true;
    assert_eq!(sides(&isolated), ("-1000000000".into(), "2000000000".into()));
    let mut rest = DriftUser { perps: Vec::new(), liquidation_margin_buffer_ratio: 1_000, ..example() };
    rest.spots[0].scaled_balance = U256::new(20_000_000_000_000);
    (rest.spots[1].is_borrow, rest.spots[1].scaled_balance) = (true, U256::new(100_000_000_000));
    rest.spots[1].maintenance_liability_weight = 12_000;
    assert_eq!(sides(&rest), ("20000000000".into(), "12000000000".into()));
    rest.being_liquidated = true;
    assert_eq!(sides(&rest), ("20000000000".into(), "13000000000".into()));
}
