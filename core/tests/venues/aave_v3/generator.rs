//! Users of Aave v3 of a fixed seed.

use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::exact::RAY;
use plimsoll::venue::aave_v3::{AaveV3EMode, AaveV3Reserve, AaveV3ReserveLimits, AaveV3ReservePool, AaveV3Revision, AaveV3User};

pub const REVISIONS: &[AaveV3Revision] = &[
    AaveV3Revision::V3_0,
    AaveV3Revision::V3_1,
    AaveV3Revision::V3_2,
    AaveV3Revision::V3_3,
    AaveV3Revision::V3_4,
    AaveV3Revision::V3_5,
    AaveV3Revision::V3_6,
    AaveV3Revision::V3_7,
];

/// Everything is allowed.
pub const OPEN: AaveV3ReserveLimits = AaveV3ReserveLimits {
    active: true,
    frozen: false,
    paused: false,
    borrowing_enabled: true,
    supply_cap: U256::ZERO,
    borrow_cap: U256::ZERO,
    debt_ceiling: U256::ZERO,
    isolation_mode_total_debt: U256::ZERO,
    borrowable_in_isolation: true,
    siloed_borrowing: false,
    liquidation_grace_seconds: None,
};

/// Usual amounts, and now and then a word of any length anywhere.
pub fn any_user(random: &mut Seed) -> AaveV3User {
    let mut user = usual_user(random);
    if random.chance(35) {
        let bits = random.pick(&[100, 128, 180, 256]);
        for reserve in &mut user.reserves {
            reserve.decimals = u8::try_from(random.between(0, 77)).expect("small");
            reserve.price = random.word(128);
            if reserve.used_as_collateral {
                reserve.scaled_a_token_balance = random.word(bits);
            }
            if reserve.is_borrowing {
                reserve.scaled_variable_debt = random.word(bits);
            }
            if random.chance(10) {
                reserve.current_variable_borrow_rate = random.word(256);
            }
        }
    } else if random.chance(20) {
        // So small that every rounding shows.
        for reserve in &mut user.reserves {
            (reserve.decimals, reserve.price) = (u8::try_from(random.between(0, 2)).expect("small"), U256::new(random.between(1, 400)));
            reserve.scaled_a_token_balance = U256::new(if reserve.used_as_collateral { random.between(0, 300) } else { 0 });
            reserve.scaled_variable_debt = U256::new(if reserve.is_borrowing { random.between(0, 300) } else { 0 });
        }
    }
    user
}

/// Balances, prices and indices as markets have them; a third of the users has the pool's totals.
pub fn usual_user(random: &mut Seed) -> AaveV3User {
    let revision = random.pick(REVISIONS);
    let count = random.between(2, 5);
    let with_pool = random.chance(34);
    let mut id = 0;
    let mut reserves: Vec<AaveV3Reserve> = Vec::new();
    for number in 0..count {
        let side = if number < 2 { number } else { random.between(0, 9) };
        let flags = match side {
            0 | 3 | 4 => (true, false),
            1 | 5 | 6 => (false, true),
            2 => (true, true),
            _ => (false, false),
        };
        reserves.push(reserve(random, id, flags, with_pool));
        id += u8::try_from(random.between(1, 40)).expect("small").min((127 - id) / 4 + 1);
    }
    let e_modes: Vec<_> = (1..=2).map(|id| e_mode(random, revision, id, &reserves)).collect();
    let e_mode = random.chance(35).then(|| e_modes[0].clone());
    AaveV3User { revision, e_mode, reserves, e_modes: Some(e_modes) }
}

/// A user who is just liquidatable, or deeply: the first debt is moved to a part of what the collateral carries.
pub fn open_user(random: &mut Seed) -> AaveV3User {
    use plimsoll::venue::Venue;
    let mut user = usual_user(random);
    let health = user.health().expect("a usual account");
    let backing = health.backing.magnitude();
    let Some(debt) = user.reserves.iter_mut().find(|reserve| reserve.is_borrowing && !reserve.used_as_collateral) else { return user };
    let percent = if random.chance(60) { random.between(1_001, 1_060) } else { random.between(1_001, 2_500) };
    let value = backing.try_mul(U256::new(percent), "debt").expect("fits").try_div(U256::new(1_000), "debt").expect("not zero");
    let unit = U256::power_of_ten(debt.decimals).expect("small");
    let amount = value.try_mul(unit, "debt").expect("fits").try_div(debt.price, "debt").expect("a price");
    debt.scaled_variable_debt = amount
        .try_mul(RAY, "debt")
        .expect("fits")
        .try_div(debt.variable_borrow_index, "debt")
        .expect("an index")
        .try_add(U256::ONE, "debt")
        .expect("fits");
    if let Some(pool) = &mut debt.pool {
        pool.scaled_variable_debt_total_supply =
            pool.scaled_variable_debt_total_supply.try_add(debt.scaled_variable_debt, "total").expect("fits");
    }
    user
}

fn reserve(random: &mut Seed, id: u8, flags: (bool, bool), with_pool: bool) -> AaveV3Reserve {
    let decimals = random.pick(&[0, 2, 6, 8, 18, 18, 24]);
    let still = random.chance(30);
    let digits = u8::try_from(random.between(2, 12)).expect("small");
    let price = U256::new(random.between(1, 10_u64.pow(u32::from(digits))));
    // From dust to a hundred million dollars.
    let digits = u32::try_from(random.between(1, 8)).expect("small");
    // Around the sizes at which the close factor and the dust rule turn, now and then.
    let dollars = if random.chance(30) { random.between(500, 8_000) } else { random.between(1, 10_u64.pow(digits)) };
    let balance = |random: &mut Seed| {
        let value = U256::new(dollars).try_mul(U256::new(random.between(50_000_000, 150_000_000)), "value").expect("fits");
        let unit = U256::power_of_ten(decimals).expect("small");
        value.try_mul(unit, "balance").expect("fits").try_div(price, "balance").expect("a price")
    };
    let threshold_bps = u16::try_from(random.between(1, 9_500)).expect("small");
    let ltv_bps =
        if random.chance(8) { 0 } else { threshold_bps - u16::try_from(random.between(0, u64::from(threshold_bps / 5))).expect("small") };
    let index = |random: &mut Seed| if still { RAY } else { RAY.try_add(random.word(89), "index").expect("fits") };
    let (supply, debt) = (balance(random), balance(random));
    let supply = if flags.0 || random.chance(20) { supply } else { U256::ZERO };
    let debt = if flags.1 { debt } else { U256::ZERO };
    let mut reserve = AaveV3Reserve {
        id,
        asset: format!("R{id}"),
        decimals,
        price,
        factor: None,
        ltv_bps,
        liquidation_threshold_bps: if random.chance(5) { 0 } else { threshold_bps },
        liquidation_bonus_bps: u16::try_from(random.between(10_000, 11_500)).expect("small"),
        liquidity_index: index(random),
        variable_borrow_index: index(random),
        current_liquidity_rate: random.word(86),
        current_variable_borrow_rate: random.word(87),
        elapsed_seconds: if still { 0 } else { u32::try_from(random.between(0, 40_000_000)).expect("small") },
        scaled_a_token_balance: supply,
        scaled_variable_debt: debt,
        used_as_collateral: flags.0,
        is_borrowing: flags.1,
        liquidation_protocol_fee_bps: random.chance(60).then(|| u16::try_from(random.between(0, 3_000)).expect("small")),
        limits: random.chance(30).then(|| limits(random)),
        pool: None,
    };
    reserve.pool = with_pool.then(|| pool(random, &reserve));
    reserve
}

fn limits(random: &mut Seed) -> AaveV3ReserveLimits {
    AaveV3ReserveLimits {
        frozen: random.chance(5),
        paused: random.chance(5),
        borrowing_enabled: random.chance(90),
        debt_ceiling: U256::new(if random.chance(15) { random.between(1, 10_000_000_000) } else { 0 }),
        borrowable_in_isolation: random.chance(70),
        siloed_borrowing: random.chance(10),
        liquidation_grace_seconds: None,
        ..OPEN
    }
}

/// Others hold as much again, and the pool has what it has not lent.
fn pool(random: &mut Seed, reserve: &AaveV3Reserve) -> AaveV3ReservePool {
    let add = |a: U256, b: U256| a.try_add(b, "pool").expect("fits");
    let others = add(add(reserve.scaled_a_token_balance, reserve.scaled_variable_debt), U256::new(1_000_000));
    let twice = |value: U256| value.try_mul(U256::new(2), "pool").expect("fits");
    AaveV3ReservePool {
        scaled_a_token_total_supply: add(twice(others), reserve.scaled_a_token_balance),
        scaled_variable_debt_total_supply: add(others, reserve.scaled_variable_debt),
        virtual_underlying_balance: twice(others),
        deficit: U256::new(random.between(0, 1_000)),
        accrued_to_treasury: U256::new(random.between(0, 1_000)),
        reserve_factor_bps: u16::try_from(random.between(0, 5_000)).expect("small"),
        optimal_usage_ratio_bps: u16::try_from(random.between(1, 9_900)).expect("small"),
        base_variable_borrow_rate_bps: u32::try_from(random.between(0, 200)).expect("small"),
        variable_rate_slope1_bps: u32::try_from(random.between(0, 900)).expect("small"),
        variable_rate_slope2_bps: u32::try_from(random.between(0, 30_000)).expect("small"),
    }
}

fn e_mode(random: &mut Seed, revision: AaveV3Revision, id: u8, reserves: &[AaveV3Reserve]) -> AaveV3EMode {
    let mut bitmap = |percent: u64| {
        let chosen = reserves.iter().filter(|_| random.chance(percent));
        chosen.fold(U256::ZERO, |sum, one| sum.try_add(U256::from_u128(1 << one.id), "bit").expect("fits"))
    };
    let (collateral_bitmap, zero, borrowable) = (bitmap(50), bitmap(10), bitmap(80));
    let strict = matches!(revision, AaveV3Revision::V3_6 | AaveV3Revision::V3_7);
    AaveV3EMode {
        id,
        ltv_bps: 9_000,
        liquidation_threshold_bps: 9_300,
        liquidation_bonus_bps: 10_100,
        collateral_bitmap,
        ltvzero_bitmap: if strict { zero } else { U256::ZERO },
        isolated: revision == AaveV3Revision::V3_7 && random.chance(20),
        borrowable_bitmap: random.chance(70).then_some(borrowable),
    }
}
