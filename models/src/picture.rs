//! Pictures of the record: points with intervals and lines, units on both axes, colours and shapes that colour-blind eyes tell apart.

use anyhow::{Context, Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;
use std::path::Path;

/// Colours of Okabe and Ito (2008), in the order of use.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(0, 0, 0),
];

const SIZE: (u32, u32) = (860, 480);

/// One point with its interval; where there is none, both ends are `y`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Horizontal.
    pub x: f64,
    /// Vertical.
    pub y: f64,
    /// Lower end of the 95 % interval of `y`.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Point {
    /// A point without an interval.
    #[must_use]
    pub fn bare(x: f64, y: f64) -> Self {
        Self { x, y, low: y, high: y }
    }
}

/// A named series of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// For the legend.
    pub name: String,
    /// In the order of drawing.
    pub points: Vec<Point>,
}

/// An axis: its name with the unit, and how a value is written.
pub struct Axis {
    /// Name and unit.
    pub label: &'static str,
    /// Whether equal steps are equal factors.
    pub log: bool,
    /// Writes a value at a tick.
    pub tick: fn(f64) -> String,
}

/// What is drawn.
pub struct Picture<'a> {
    /// One sentence: what is seen.
    pub title: &'a str,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// The series.
    pub lines: &'a [Line],
    /// Joins the points of a series.
    pub joined: bool,
    /// A line of reference: through (x, y) and (x, y).
    pub reference: Option<[(f64, f64); 2]>,
}

/// A mark whose shape and colour both tell series apart; a macro, because the library's elements have a type per coordinate.
macro_rules! mark {
    ($place:expr, $shape:expr, $size:expr, $colour:expr) => {
        match $shape {
            0 => Circle::new($place, $size, $colour.filled()).into_dyn(),
            1 => TriangleMarker::new($place, $size + 1, $colour.filled()).into_dyn(),
            _ => Cross::new($place, $size, $colour.stroke_width(2)).into_dyn(),
        }
    };
}

/// A share in percent, as short as it is exact.
#[must_use]
pub fn percent_tick(value: f64) -> String {
    let text = format!("{:.3}", 100.0 * value);
    text.trim_end_matches('0').trim_end_matches('.').to_string() + " %"
}

/// A plain number.
#[must_use]
pub fn plain_tick(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

impl Axis {
    fn place(&self, value: f64) -> f64 {
        if self.log { value.max(1e-12).log10() } else { value }
    }

    fn written(&self, place: f64) -> String {
        // Between the decades of a log axis two digits say enough.
        let two_digits = |value: f64| format!("{value:.1e}").parse().unwrap_or(value);
        (self.tick)(if self.log { two_digits(10f64.powf(place)) } else { place })
    }

    /// Ends that hold all values, with a little room.
    fn ends(&self, values: impl Iterator<Item = f64>) -> (f64, f64) {
        let (low, high) = values
            .filter(|value| value.is_finite() && (!self.log || *value > 0.0))
            .map(|value| self.place(value))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return (0.0, 1.0);
        }
        let room = 0.05 * (high - low).max(1e-9);
        (low - room, high + room)
    }
}

impl Picture<'_> {
    /// Draws the picture as SVG.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        std::fs::write(path, self.svg()?).with_context(|| format!("{}: cannot write", path.display()))
    }

    fn svg(&self) -> Result<String> {
        let mut text = String::new();
        {
            let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
            self.draw(&area).map_err(|error| anyhow!("the picture \"{}\" cannot be drawn: {error}", self.title))?;
        }
        // For screen readers, which the library does not serve.
        let names: Vec<&str> = self.lines.iter().map(|line| line.name.as_str()).collect();
        let words = format!(
            "<title>{}</title><desc>Horizontal: {}. Vertical: {}. Series: {}.</desc>",
            escaped(self.title),
            escaped(self.x.label),
            escaped(self.y.label),
            escaped(&names.join("; "))
        );
        Ok(text.replacen("<svg ", "<svg role=\"img\" ", 1).replacen(">\n", &format!(">\n{words}\n"), 1))
    }

    fn draw<'b>(&self, area: &DrawingArea<SVGBackend<'b>, Shift>) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
        area.fill(&WHITE)?;
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let reference = || self.reference.iter().flatten();
        let (left, right) = self.x.ends(points().map(|point| point.x).chain(reference().map(|end| end.0)));
        let heights = points().flat_map(|point| [point.y, point.low, point.high]).chain(reference().map(|end| end.1));
        let (bottom, top) = self.y.ends(heights);
        let mut chart = ChartBuilder::on(area)
            .caption(self.title, ("sans-serif", 18))
            .margin(12)
            .margin_right(36)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(left..right, bottom..top)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .x_desc(self.x.label)
            .y_desc(self.y.label)
            .x_label_formatter(&|place| self.x.written(*place))
            .y_label_formatter(&|place| self.y.written(*place))
            .label_style(("sans-serif", 13))
            .axis_desc_style(("sans-serif", 14))
            .draw()?;
        if let Some(ends) = self.reference {
            let line = ends.map(|(x, y)| (self.x.place(x), self.y.place(y)));
            chart.draw_series(LineSeries::new(line, BLACK.mix(0.5).stroke_width(1)))?;
        }
        for (number, line) in self.lines.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let shown = || line.points.iter().filter(|point| point.x.is_finite() && point.y.is_finite() && (!self.y.log || point.y > 0.0));
            let at = |point: &Point| (self.x.place(point.x), self.y.place(point.y));
            if self.joined {
                chart.draw_series(LineSeries::new(shown().map(at), colour.stroke_width(2)))?;
            }
            let barred = shown().filter(|point| point.high > point.low);
            chart.draw_series(barred.map(|point| {
                let ends = [point.low, point.high].map(|end| (self.x.place(point.x), self.y.place(end).clamp(bottom, top)));
                PathElement::new(ends, colour.mix(0.6).stroke_width(1))
            }))?;
            // A long line needs a mark now and then only, and not where another has its own.
            let (step, round) = (1 + line.points.len() / 60 * 4, number % 3);
            let marked = shown().enumerate().filter(|(position, _)| position % step == number % step);
            chart
                .draw_series(marked.map(|(_, point)| mark!(at(point), round, 4, colour)))?
                .label(&line.name)
                .legend(move |(x, y)| mark!((x + 8, y), round, 4, colour));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE.mix(0.85))
            .border_style(BLACK.mix(0.2))
            .label_font(("sans-serif", 13))
            .draw()?;
        area.present()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_names_its_axes_and_its_series() {
        let line = |name: &str, y: f64| Line { name: name.to_string(), points: vec![Point { x: 0.01, y, low: 0.5 * y, high: 2.0 * y }] };
        let axis = |label| Axis { label, log: true, tick: percent_tick };
        let lines = [line("DD < 24 h", 0.011), line("RU", 0.009)];
        let picture = Picture {
            title: "Given & realised",
            x: axis("probability given"),
            y: axis("share that came"),
            lines: &lines,
            joined: false,
            reference: Some([(0.001, 0.001), (0.2, 0.2)]),
        };
        let svg = picture.svg().unwrap();
        for part in ["role=\"img\"", "<title>Given &amp; realised</title>", "probability given", "DD &lt; 24 h", "share that came"] {
            assert!(svg.contains(part), "{part} is missing");
        }
        assert_eq!(svg, picture.svg().unwrap());
    }

    #[test]
    fn ticks_are_short() {
        assert_eq!((percent_tick(0.001), percent_tick(0.05), percent_tick(1.0)), ("0.1 %".into(), "5 %".into(), "100 %".into()));
        assert_eq!((plain_tick(0.9), plain_tick(2.0)), ("0.9".to_string(), "2".to_string()));
    }
}
