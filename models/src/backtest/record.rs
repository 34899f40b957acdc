//! The record: every opening and every watched position of every asset.

use super::alerts::{Marks, Watched, watch};
use super::positions::{Opening, open};
use super::walk::Walk;
use crate::bars::{Series, Venue};
use crate::dataset::{Dataset, Member};
use crate::grid::Grid;
use anyhow::Result;
use plimsoll::volatility::Law;
use rayon::prelude::*;

/// Seconds between openings.
const DAY: u32 = 86_400;

/// What became of the advice.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Name and venue of every series of the data set.
    pub members: Vec<Member>,
    /// By series, then time.
    pub openings: Vec<Opening>,
    /// By series, then time.
    pub watched: Vec<Watched>,
}

impl Record {
    /// Opens a long and a short in every spot asset, pegged ones apart, every day at 00:00 UTC; `done` is called per series.
    ///
    /// # Errors
    /// What the core refuses.
    pub fn new(series: &[Series], data: &Dataset, walk: &Walk, done: &(dyn Fn() + Sync)) -> Result<Self> {
        let parts: Vec<(Vec<Opening>, Vec<Watched>)> = series
            .par_iter()
            .enumerate()
            .map(|(position, one)| {
                let member = &data.members[position];
                let judged = member.venue == Venue::Spot && !member.pegged;
                let part = if judged { asset(position, one, &data.grids[position], walk) } else { Ok(Default::default()) };
                done();
                part
            })
            .collect::<Result<_>>()?;
        let (openings, watched): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        Ok(Self { members: data.members.clone(), openings: openings.concat(), watched: watched.concat() })
    }
}

fn asset(position: usize, series: &Series, grid: &Grid, walk: &Walk) -> Result<(Vec<Opening>, Vec<Watched>)> {
    let (mut openings, mut marks) = (Vec::new(), Marks::default());
    walk.follow(series, |t, forecast| {
        let law = Law::new(forecast)?;
        marks.push(t, &law)?;
        if t % DAY == 0 {
            openings.extend(open(position, t, grid, forecast, &law)?);
        }
        Ok(())
    })?;
    let watched = openings.iter().filter_map(|opening| watch(opening, grid, &marks)).collect();
    Ok((openings, watched))
}
