//! Generated; do not edit.
use super::features::Prior;
use super::model::{HorizonWeights, Linear, Weights};
use super::tail::TailLevel;
/// The shipped model.
pub const WEIGHTS: Weights = Weights {
    version: "1",
    data_hash: "",
    artifact_hash: "",
    trained_until: 0,
    valid_until: 0,
    prior: Prior { log_variance: -9.3, log_range_variance: -9.3 },
    sigma_annual_range: (0.1, 3.0),
    means: [
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    ],
    scales: [
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
        1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
    ],
    horizons: [
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
        HorizonWeights {
            own: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            market: Linear {
                intercept: 0.0,
                coefficients: [
                    0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                ],
                log_smearing: 0.0,
            },
            drawdown: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
            runup: [
                TailLevel { coefficients: [-0.4, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.2, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.6, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [0.9, 1.0, 0.0, 0.0], floor: 0.0 },
                TailLevel { coefficients: [1.3, 1.0, 0.0, 0.0], floor: 0.0 },
            ],
        },
    ],
};
