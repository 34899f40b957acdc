//! Random accounts: as the venues publish them, and extreme.
#![allow(clippy::unwrap_used, reason = "a test stops at an account that it cannot judge")]

use super::*;

/// Usual and extreme accounts: two thirds with digits as the venues publish them, a third from dust to enormous.
pub fn random_account(random: &mut Seed) -> TieredMarginAccount {
    let usual = random.chance(66);
    let binance = random.chance(50);
    let quote_decimals = if usual { 6 } else { u8::try_from(random.between(0, 18)).unwrap() };
    let mut account = account(
        if binance { TieredMarginProfile::BinanceUsdM } else { TieredMarginProfile::Hyperliquid },
        "0",
        (0..random.between(1, 4)).map(|number| random_market(random, number, binance, usual, quote_decimals)).collect(),
    );
    account.quote_decimals = quote_decimals;
    let exposure = tiered_margin_buckets(&account).map_or(U256::ONE, |buckets| buckets[0].notional);
    let percent = U256::new(random.between(0, 60));
    let balance = exposure.try_mul(percent, "balance").map_or(U256::ONE, |part| part.try_div(U256::new(100), "balance").unwrap());
    account.wallet_balance = I256::new(random.chance(3), if usual { balance } else { random.word(100) });
    account
}

pub fn random_market(random: &mut Seed, number: u64, binance: bool, usual: bool, quote_decimals: u8) -> TieredMarginMarket {
    let decimals = |random: &mut Seed| u8::try_from(if usual { random.between(0, 5) } else { random.between(0, 18) }).unwrap();
    let (size_decimals, price_decimals) = (decimals(random), decimals(random));
    let number_of = |random: &mut Seed, decimals: u8| {
        let zeros = decimals.saturating_sub(u8::try_from(random.between(0, 2)).unwrap());
        if usual { random.amount(5, zeros) } else { random.word(100) }
    };
    let mark_price = number_of(random, price_decimals);
    let entry_price = if usual {
        let percent = U256::new(random.between(60, 140));
        mark_price.try_mul(percent, "entry").unwrap().try_div(U256::new(100), "entry").unwrap()
    } else {
        random.word(100)
    };
    let size = I256::new(random.chance(50), if random.chance(3) { U256::ZERO } else { number_of(random, size_decimals) });
    let notional =
        size.magnitude().try_mul(mark_price, "notional").unwrap().try_mul(U256::power_of_ten(quote_decimals).unwrap(), "notional");
    let unit = U256::power_of_ten(size_decimals + price_decimals).unwrap();
    let notional = notional.map_or(U256::ONE, |value| value.try_div(unit, "notional").unwrap());
    let leverages: &[u16] = &[125, 50, 40, 25, 20, 15, 10, 7, 5, 3, 2, 1];
    let first = random.between(0, 8);
    let mut bound = U256::ZERO;
    let mut rate = u32::try_from(random.between(1, 20_000)).unwrap();
    let tiers = (0..random.between(1, 4))
        .map(|step| {
            let tier = TieredMarginTier {
                lower_bound: bound,
                max_leverage: leverages[usize::try_from(first + step).unwrap()],
                maintenance_rate_ppm: binance.then_some(rate.min(1_000_000)),
                deduction: None,
            };
            // Tiers about as wide as the position, so that many flip on the way to the liquidation price.
            let percent = U256::new(random.between(10, 120));
            let width = if usual {
                notional.try_mul(percent, "width").unwrap().try_div(U256::new(100), "width").unwrap()
            } else {
                random.word(100)
            };
            bound = bound.try_add(width, "bound").unwrap().try_add(U256::ONE, "bound").unwrap();
            rate += u32::try_from(random.between(0, 200_000)).unwrap();
            tier
        })
        .collect();
    let value = U256::power_of_ten(quote_decimals).unwrap();
    let margin = I256::new(random.chance(5), if usual { random.amount(5, 0).try_mul(value, "margin").unwrap() } else { random.word(100) });
    TieredMarginMarket {
        size_decimals,
        price_decimals,
        size,
        entry_price,
        mark_price,
        leverage: u16::try_from(random.between(1, 50)).unwrap(),
        isolated_margin: random.chance(25).then_some(margin),
        ..market(&format!("M{number}"), "0", "0", "0", tiers)
    }
}
