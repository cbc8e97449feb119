//! How a copy shows what was measured: another unit, another spelling of it, fewer decimals.

use crate::habits::Habits;
use crate::invent::replace;
use crate::random::Random;
use crate::tables::{Tables, Unit};
use serde_json::{Number, Value, json};

pub fn copy(
    resource: &mut Value,
    habits: &Habits,
    tables: &Tables,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) {
    let code = resource
        .pointer("/code/coding/0/code")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let convert = random.chance(habits.unit);
    let spell = random.chance(habits.spelling);
    let parts = resource
        .get("component")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let words = random.chance(habits.in_words);
    let mut places = vec!["/valueQuantity".to_owned()];
    places.extend((0..parts).map(|at| format!("/component/{at}/valueQuantity")));
    for place in places {
        if let Some(quantity) = resource.pointer_mut(&place) {
            measured(
                quantity,
                &code,
                (convert, spell),
                habits,
                tables,
                random,
                faults,
            );
        }
    }
    if let Some(text) = resource
        .get("valueQuantity")
        .filter(|_| words)
        .and_then(in_words)
    {
        faults.push("value in words");
        replace(resource, "valueQuantity", Value::Null);
        replace(resource, "valueString", Value::String(text));
    }
}

fn measured(
    quantity: &mut Value,
    code: &str,
    (convert, spell): (bool, bool),
    habits: &Habits,
    tables: &Tables,
    random: &mut Random,
    faults: &mut Vec<&'static str>,
) {
    let Some(mut value) = quantity.get("value").and_then(Value::as_f64) else {
        return;
    };
    let own = |name: &str| {
        quantity
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let Some(mut unit) = own("code").or_else(|| own("unit")) else {
        return;
    };
    let mut decimals = habits.decimals;
    let mut converted = false;
    if let Some(other) = other_unit(code, &unit, tables, random).filter(|_| convert) {
        faults.push("unit");
        value = value * other.factor + other.added;
        unit = other.to.to_owned();
        decimals = Some(other.decimals);
        converted = true;
    }
    // Nobody leaves the decimals off a small number.
    if decimals == Some(0) && value < 20.0 {
        decimals = Some(1);
    }
    if let Some(decimals) = decimals {
        let rounded = round(value, decimals);
        let differs = rounded.as_f64() != Some(value);
        // Nobody adds decimals to a number that has none.
        if differs || converted {
            *quantity = json!({"value": rounded, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit});
        }
        if differs {
            faults.push("rounded");
        }
    }
    if let Some(spelling) = random.pick(tables.spellings(&unit)).filter(|_| spell) {
        faults.push("unit spelled");
        let value = quantity.get("value").cloned();
        *quantity = json!({"value": value, "unit": spelling});
    }
}

/// `7.2 mmol/L`.
fn in_words(quantity: &Value) -> Option<String> {
    let (value, unit) = (
        quantity.get("value")?,
        quantity.get("unit").and_then(Value::as_str)?,
    );
    Some(format!("{value} {unit}"))
}

fn other_unit<'a>(
    code: &str,
    unit: &str,
    tables: &'a Tables,
    random: &mut Random,
) -> Option<&'a Unit> {
    let fits =
        |own: &&Unit| own.from == unit && (own.codes.is_empty() || own.codes.contains(&code));
    let all: Vec<&Unit> = tables.units.iter().filter(fits).collect();
    random.pick(&all).copied()
}

/// To so many decimals, and whole where there are none.
fn round(value: f64, decimals: usize) -> Number {
    let text = format!("{value:.decimals$}");
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole
        .or_else(|| Number::from_f64(text.parse().ok()?))
        .unwrap_or_else(|| Number::from(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_is_sent_as_the_amount_it_is() {
        let tables = Tables::read();
        let mut random = Random::new(1, "");
        let unit = other_unit("2339-0", "mg/dL", &tables, &mut random).unwrap();
        assert_eq!(unit.to, "mmol/L");
        assert_eq!(
            round(90.0 * unit.factor, unit.decimals),
            Number::from_f64(5.0).unwrap()
        );
        assert!(other_unit("2093-3", "mmol/L", &tables, &mut random).is_none());
    }

    #[test]
    fn numbers_are_rounded_as_they_are_written() {
        assert_eq!(round(120.4821, 0), Number::from(120));
        assert_eq!(round(36.666, 1), Number::from_f64(36.7).unwrap());
    }
}
