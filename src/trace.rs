//! How long the stages of a run took, and a trace of them for profilers.

use std::time::{Duration, Instant};

use serde_json::json;

/// Something that took its time.
#[derive(Clone, Debug)]
pub struct Span {
    /// What it was: a stage, or the path of a file.
    pub name: String,
    /// When it began.
    pub started: Instant,
    /// How long it took.
    pub took: Duration,
    /// The thread that did it: 0 for the main one.
    pub thread: usize,
}

impl Span {
    /// A span that began then and ends now, in this thread.
    pub fn since(started: Instant, name: impl Into<String>) -> Span {
        let thread = rayon::current_thread_index().map_or(0, |index| index + 1);
        Span { name: name.into(), started, took: started.elapsed(), thread }
    }
}

/// Adds up how long something takes that is done in turns with other things.
#[derive(Debug, Default)]
pub struct Clock {
    /// How long it took till now.
    pub sum: Duration,
}

impl Clock {
    /// Runs it, and adds how long that took.
    pub fn run<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let value = run();
        self.sum += started.elapsed();
        value
    }
}

/// What a run did, in order.
#[derive(Clone, Debug, Default)]
pub struct Timings {
    /// The stages.
    pub stages: Vec<Span>,
    /// What threads did in turns within a stage, and for how long, all threads together.
    pub shares: Vec<(&'static str, Duration)>,
    /// The files that were made, where somebody asked for it.
    pub files: Vec<Span>,
}

impl Timings {
    /// Runs a stage and keeps how long it took.
    pub fn measure<T>(&mut self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let value = run();
        self.stages.push(Span::since(started, stage));
        value
    }

    /// The spans as a trace that browsers' profilers and Perfetto open (Trace Event Format, complete events).
    pub fn to_trace(&self) -> String {
        let all = || self.stages.iter().chain(&self.files);
        let Some(origin) = all().map(|span| span.started).min() else { return "[]\n".to_owned() };
        let events: Vec<String> = all()
            .map(|span| {
                let micros = |duration: Duration| duration.as_nanos() as f64 / 1000.0;
                let (start, took) = (micros(span.started - origin), micros(span.took));
                json!({"name": span.name, "ph": "X", "ts": start, "dur": took, "pid": 1, "tid": span.thread})
                    .to_string()
            })
            .collect();
        format!("[\n{}\n]\n", events.join(",\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_holds_every_span_from_the_first_on() {
        let mut timings = Timings::default();
        timings.measure("load", || std::thread::sleep(Duration::from_millis(2)));
        timings.measure("link", || ());
        let trace: serde_json::Value = serde_json::from_str(&timings.to_trace()).unwrap();
        assert_eq!((&trace[0]["name"], &trace[0]["ts"], &trace[0]["ph"]), (&json!("load"), &json!(0.0), &json!("X")));
        assert!(trace[1]["ts"].as_f64().unwrap() >= 2000.0 && trace.as_array().unwrap().len() == 2);
        assert_eq!(Timings::default().to_trace(), "[]\n");
    }
}
