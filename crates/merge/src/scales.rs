//! The scales on which words beside a name say a degree, and the rule of each.

use timeline_model::Kind;

use crate::{hash, order, qualifiers::Qualifiers, words::next_word};

/// The words of all scales, ready to be looked up: the word's hash, then scale
/// and degree. Made once for a record.
pub(crate) struct Scales {
    words: Vec<u128>,
}

/// The scales, each ended by a line: its degrees as words in their normal form,
/// a word that says the same as the one before it behind an equals sign. Four
/// letters with a hyphen behind them begin a word, five with one before them
/// end it. The order is that of the constants below.
const ROWS: &str = concat!(
    // Whether it is so.
    "no =not =non =nonsmoker =never =absent =absence =deny =denied =exclude =excluded =negative =nil family \
     history =previous =past =pmh \
     query =suspected =possible =probable =likely =presumed =provisional =suspicion =rule =unlikely =differential =working \
     declined =refused =cancelled withdrawal =withdrawn | ",
    // Whether it is so, of a problem.
    "mother =maternal father =paternal sister =brother old =ex =former resolved =remission =recovered =cured \
     screening =screen risk fear =worry =concern exposure =exposed =contact carrier prediabete preeclampsia situ latent =inactive prophylaxis =vaccination \
     monitoring gestational | ",
    // Release.
    "mr =xl =sr =er =xr =la =cr =prolonged =extended =sustained =retard =slow \
     ec =gastro =enteric =delayed soluble =dispersible =effervescent chewable \
     orodispersible =disintegrating clavulanate protamine liposomal | ",
    // Brands that are not changed without a thought.
    "humalog humulin novorapid novolog novolin novomix lantus levemir abasaglar toujeo tresiba \
     apidra fiasp insuman mix25 mix50 prograf advagraf adoport envarsus neoral sandimmun capimune \
     deximune priadel camcolit liskonum uniphyllin nuelin phyllin tegretol epanutin | ",
    // Form.
    "tablet capsule suspension =syrup =elixir cream ointment gel lotion powder shampoo patche =patch \
     injection =injectable =infusion inhaler =inhalation nebuliser =nebulizer drop \
     suppository pessary enema =tube spray | ",
    // Salt; words in `ate` besides.
    "sodium potassium calcium magnesium chloride hcl hydrobromide mofetil | ",
    // Insulin.
    "lispro aspart glargine detemir glulisine degludec isophane =nph soluble =regular basal rapid | ",
    // Specimen.
    "blood =serum =plasma urine =urinary csf =cerebrospinal pleural stool =fece sputum saliva sweat | ",
    // Agent.
    "igg igm iga ige antigen =ag antibody =ab rna dna core surface | ",
    // How a vaccine is made.
    "conjugate polysaccharide live inactivated recombinant toxoid immunoglobulin adjuvanted high | ",
    // What a vaccine is against, where others are against more.
    "diphtheria tetanus pertussis reduced dt opv poliovirus hemophilus menc measle mump rubella varicella \
     zoster hepatitis | ",
    // Route.
    "oral =mouth intravenous =iv intramuscular =im subcutaneous =sc sublingual rectal \
     nasal =intranasal eye =ophthalmic =ocular ear =otic vaginal topical =cutaneous \
     transdermal tympanic axillary | ",
    // Position.
    "upper lower anterior posterior inferior superior medial lateral proximal distal internal \
     external central peripheral dorsal palmar cervical thoracic lumbar thumb index ring little \
     subdural extradural subarachnoid abdominal vaginal obstructive | ",
    // Age.
    "adult child =pediatric infant adolescent juvenile | ",
    "with without | ",
    "telephone video face home surgery | ",
    // Side.
    "left right bilateral =both | ",
    "acute chronic subacute | ",
    "benign malignant | ",
    "primary secondary =metastatic | ",
    "first second third fourth fifth sixth booster | ",
    "mild moderate severe | ",
    "open closed laparoscopic endoscopic percutaneous | ",
    "insertion removal replacement revision | ",
    "total partial subtotal free direct =conjugated indirect =unconjugated ionised =ionized \
     adjusted =corrected high low vldl | ",
    "absolute percent | ",
    "arterial venous capillary | ",
    "systolic diastolic | ",
    "sitting standing lying =supine upright | ",
    "fasting random =postprandial | ",
    "hour =hr spot | ",
    "morning midnight evening | ",
    "before =pre after =post | ",
    "antepartum =antenatal postpartum =postnatal | ",
    "air supplemental | ",
    "maximum minimum | ",
    "male female | ",
    "single twin | ",
    "viral bacterial fungal allergic ischemic hemorrhagic ulcerative | ",
    "wet dry stable unstable aerobic anaerobic peak trough alfa =alpha beta gamma | ",
    "gain loss increased decreased | ",
    "congenital acquired traumatic spontaneous | ",
    "displaced undisplaced aided unaided | ",
    "monovalent bivalent trivalent quadrivalent pentavalent | ",
    "inpatient =admission outpatient =clinic | ",
    "use =consumption =intake level =blood =serum =plasma =urine | ",
    "elective emergency | ",
    "admission discharge | ",
    "new followup | ",
    // Beginnings and endings of words.
    "hypo- hype- | ",
    "brad- tach- | ",
    "micr- macr- | ",
    "intr- extr- | ",
    "-ctomy -stomy -otomy -scopy -lasty | ",
);

/// Whether it is so.
pub(crate) const TRUTHS: u64 = 0b11;
/// Where one says something, the other must say the same. The first rows.
pub(crate) const STRICT: u64 = 0b1111;
const OF_A_PROBLEM: u64 = 1 << 1;
const OF_A_MEDICINE: u64 = 0b111_1100;
/// The salts' row.
pub(crate) const SALTS: u64 = 5;
const OF_A_TEST: u64 = 0b1_1000_0000;
const OF_A_VACCINE: u64 = 0b110_0000_0000;
/// What a vaccine is against.
const ANTIGENS: u64 = 10;
/// Of medicines, vaccines and readings.
const ROUTES: u64 = 1 << 11;
/// Sides of the body.
pub(crate) const SIDES: u64 = 1 << 16;
/// Where both say something, it must be the same. On all other scales, one may
/// say more than the other, but not each.
pub(crate) const EQUAL: u64 = !0 << 16 & !(!0 << OPERATIONS) | 1 << ANTIGENS | 0b111 << WHOLES;
/// What was done: the last row.
const OPERATIONS: u64 = 53;

// The scales without a row.
/// Words of several numbers.
pub(crate) const WHOLES: u64 = 56;
/// The letters of a vaccine.
pub(crate) const STRAINS: u64 = 57;
/// A number with its unit.
pub(crate) const STRENGTHS: u64 = 58;
/// Numbers without a unit.
pub(crate) const NUMBERS: u64 = 59;
/// Single letters, and Roman numbers.
pub(crate) const LETTERS: u64 = 60;
/// The digits of a medicine's numbers, whatever the unit.
pub(crate) const DIGITS: u64 = 61;

/// The scales that words of an entry of a kind are looked up on.
pub(crate) fn of_kind(kind: Kind) -> u64 {
    let own = match kind {
        Kind::Problem => OF_A_PROBLEM,
        Kind::Medicine => OF_A_MEDICINE | ROUTES,
        Kind::Vaccination => OF_A_VACCINE | ROUTES,
        Kind::Result | Kind::VitalSign | Kind::Report => OF_A_TEST | ROUTES,
        _ => 0,
    };
    own | !(OF_A_PROBLEM | OF_A_MEDICINE | OF_A_VACCINE | OF_A_TEST | ROUTES)
}

/// A degree on a scale.
pub(crate) fn item(scale: u64, degree: u64) -> u64 {
    scale << 56 | degree >> 8
}

/// Set apart from a word of the same letters.
const BEGINS: u64 = 1;
const ENDS: u64 = 2;

impl Default for Scales {
    fn default() -> Scales {
        let mut words = Vec::new();
        let (mut rows, mut row, mut degree) = (ROWS, 0, 0);
        while let Some(word) = next_word(&mut rows) {
            let (key, same) = match word.as_bytes() {
                b"|" => {
                    row += 1;
                    continue;
                }
                [b'=', word @ ..] => (hash::of_bytes(word), true),
                [b'-', word @ ..] => (hash::of_bytes(word) ^ ENDS, false),
                [word @ .., b'-'] => (hash::of_bytes(word) ^ BEGINS, false),
                word => (hash::of_bytes(word), false),
            };
            if !same {
                degree = key;
            }
            words.push(u128::from(key) << 64 | u128::from(item(row, degree)));
        }
        order::sort(&mut words);
        Scales { words }
    }
}

impl Scales {
    /// Notes what a word says on these scales, and its beginning and its end.
    pub(crate) fn read(&self, into: &mut Qualifiers, word: &[u8], among: u64) {
        self.look_up(into, hash::of_bytes(word), among);
        if let Some((begins, _)) = word.split_first_chunk::<4>() {
            self.look_up(into, hash::of_bytes(begins) ^ BEGINS, among);
        }
        if let Some((_, ends)) = word.split_last_chunk::<5>() {
            self.look_up(into, hash::of_bytes(ends) ^ ENDS, among);
        }
    }

    #[inline(never)]
    fn look_up(&self, into: &mut Qualifiers, key: u64, among: u64) {
        let from = order::first_from(&self.words, order::smallest(key));
        for item in self.words.get(from..).unwrap_or_default() {
            if order::key(*item) != key {
                return;
            }
            let item = *item as u64;
            if among >> (item >> 56) & 1 == 1 {
                order::insert(into, item);
            }
        }
    }
}
