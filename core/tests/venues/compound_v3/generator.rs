//! Seeded accounts of Compound III: usual ones, and those at the contract's widths.

use crate::seed::Seed;
use plimsoll::account::PriceBoundary;
use plimsoll::exact::WAD;
use plimsoll::venue::Venue;
use plimsoll::venue::compound_v3::*;
use plimsoll::{I256, U256};

pub const INDEX: u64 = 1_000_000_000_000_000;
pub const STEP: u64 = 100_000_000_000_000;
const NAMES: [&str; 4] = ["ETH", "BTC", "LINK", "COMP"];

pub fn add(a: U256, b: U256) -> U256 {
    a.try_add(b, "test").expect("fits")
}

pub fn times(a: U256, b: u64) -> U256 {
    a.try_mul(U256::new(b), "test").expect("fits")
}

fn curve(random: &mut Seed) -> CompoundV3Curve {
    CompoundV3Curve {
        kink: times(U256::new(random.between(50, 100)), 10_000_000_000_000_000),
        base: U256::new(random.between(0, 1_000_000_000)),
        slope_low: U256::new(random.between(0, 3_000_000_000)),
        slope_high: U256::new(random.between(0, 100_000_000_000)),
    }
}

fn market(random: &mut Seed) -> CompoundV3Market {
    let (base_decimals, base_price) = random.pick(&[(6, 100_000_000), (6, 99_950_000), (18, 250_000_000_000), (8, 6_000_000_000_000)]);
    let total = random.amount(6, base_decimals);
    CompoundV3Market {
        base_asset: "USDC".into(),
        base_decimals,
        base_price: U256::new(base_price),
        base_factor: None,
        supply_curve: curve(random),
        borrow_curve: curve(random),
        store_front_price_factor: WAD.half(),
        tracking_index_scale: U256::new(INDEX),
        base_tracking_supply_speed: U256::new(random.between(0, 1_000_000_000_000)),
        base_tracking_borrow_speed: U256::new(random.between(0, 1_000_000_000_000)),
        base_min_for_rewards: U256::new(1_000_000),
        base_borrow_min: U256::new(random.pick(&[0, 1, 100_000_000])),
        target_reserves: U256::ZERO,
        base_supply_index: U256::new(random.between(INDEX, 2 * INDEX)),
        base_borrow_index: U256::new(random.between(INDEX, 3 * INDEX)),
        tracking_supply_index: U256::new(random.between(0, INDEX)),
        tracking_borrow_index: U256::new(random.between(0, INDEX)),
        total_supply_base: times(total, 2),
        total_borrow_base: total,
        elapsed_seconds: u32::try_from(random.pick(&[0, 1, 12, 3_600, 86_400, 31_536_000])).expect("fits"),
    }
}

pub fn collateral(random: &mut Seed, place: usize) -> CompoundV3Collateral {
    let borrow = random.between(0, 9_000);
    let liquidate = random.between(borrow, 9_500);
    let (decimals, zeros) = (random.pick(&[6, 8, 18]), random.pick(&[4, 5, 6, 7, 8]));
    let balance = if random.chance(10) { U256::ZERO } else { random.amount(6, decimals - 3) };
    CompoundV3Collateral {
        asset: NAMES[place].into(),
        decimals,
        price: random.amount(6, zeros),
        factor: Some(NAMES[place].into()),
        borrow_collateral_factor: times(U256::new(borrow), STEP),
        liquidate_collateral_factor: times(U256::new(liquidate), STEP),
        liquidation_factor: times(U256::new(random.between(liquidate, 10_000)), STEP),
        supply_cap: times(balance, 1_000),
        total_supply_asset: times(balance, 10),
        balance,
    }
}

/// An account of usual sizes: the debt is between half and twice what the collateral carries.
pub fn usual(random: &mut Seed) -> CompoundV3Position {
    let market = market(random);
    let count = random.pick(&[1, 1, 2, 3, 4]);
    let collaterals: Vec<_> = (0..count).map(|place| collateral(random, place)).collect();
    let mut account = CompoundV3Position { market, collaterals, ..CompoundV3Position::default() };
    let backing = account.health().expect("a usual market").backing.magnitude();
    let scale = U256::power_of_ten(account.market.base_decimals).expect("a scale");
    let carried = backing.try_mul(scale, "test").expect("fits").try_div(account.market.base_price, "test").expect("not zero");
    let debt = times(carried, random.between(300, 1_500)).try_div(U256::new(1_000), "test").expect("not zero");
    let debt = times(debt, INDEX).try_div(account.market.base_borrow_index, "test").expect("not zero");
    account.principal = I256::new(true, debt.max(U256::ONE));
    account.market.total_borrow_base = add(account.market.total_borrow_base, debt);
    let supplied = times(account.market.total_borrow_base, random.between(10, 90)).try_div(U256::new(10), "test").expect("not zero");
    account.market.total_supply_base = supplied;
    account
}

/// Anything that the contract's words can hold.
fn extreme(random: &mut Seed) -> CompoundV3Position {
    let index = |random: &mut Seed| random.word(64).max(U256::new(INDEX));
    let mut market = market(random);
    market.base_decimals = u8::try_from(random.between(6, 18)).expect("fits");
    market.base_price = random.word(255).max(U256::ONE);
    (market.base_supply_index, market.base_borrow_index) = (index(random), index(random));
    (market.total_supply_base, market.total_borrow_base) = (random.word(104), random.word(104));
    (market.tracking_supply_index, market.tracking_borrow_index) = (random.word(64), random.word(64));
    let collaterals = (0..random.pick(&[0, 1, 2, 4]))
        .map(|place| CompoundV3Collateral {
            decimals: u8::try_from(random.between(0, 19)).expect("fits"),
            price: if random.chance(5) { U256::ZERO } else { random.word(255) },
            balance: random.word(128),
            total_supply_asset: random.word(128),
            supply_cap: random.word(128),
            ..collateral(random, place)
        })
        .collect();
    let principal = I256::new(random.chance(95), random.word(103));
    let mut account = CompoundV3Position { market, collaterals, principal, ..CompoundV3Position::default() };
    // A feed without a price is kept only where the contract does not read it.
    if account.health().is_err_and(|error| error.to_string().contains("BadPrice")) {
        account.collaterals.iter_mut().for_each(|one| one.price = one.price.max(U256::ONE));
    }
    account
}

pub fn position(random: &mut Seed) -> CompoundV3Position {
    let mut made = if random.chance(75) { usual(random) } else { extreme(random) };
    // Beside a boundary at 1 lies 0, a price that the contract refuses by name and not as an overflow: tested apart.
    let lowest = PriceBoundary::At { price: U256::ONE, unique: true };
    while made.boundaries().is_ok_and(|found| found.iter().any(|one| one.boundary == lowest)) {
        made = usual(random);
    }
    if random.chance(3) {
        made.principal = I256::new(false, made.principal.magnitude());
    }
    made
}
