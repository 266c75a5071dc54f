//! What articles are about: conditions, patterns, organs, points and the books that they cite.

use super::random::Random;
use super::words::{FIRST_NAMES, Vocabulary};

/// Complaints with names of their own.
const CONDITIONS: &str = "
Low Back Pain|Insomnia|Tension Headache|Migraine|Night Sweats|Painful Periods|Chronic Fatigue|Anxiety|Constipation|
Allergic Rhinitis|Palpitations|Bloating after Meals|Hot Flushes|Sciatica|Frozen Shoulder|Tennis Elbow|Infertility|
Postpartum Weakness|Irritable Bowel|Acid Reflux|Asthma|Chronic Cough|Common Cold|Sinusitis|Sore Throat|Tinnitus|Vertigo|
Facial Paralysis|Trigeminal Neuralgia|Shingles|Eczema|Psoriasis|Acne|Hair Loss|Brittle Nails|Dry Eyes|
Blurred Vision|Hearing Loss|Toothache|Jaw Clenching|Mouth Ulcers|Hiccups|Chronic Diarrhoea|Haemorrhoids|Gallstones|
Fatty Liver|Jaundice|Oedema|Kidney Stones|Urinary Frequency|Urinary Retention|Bedwetting|Cystitis|Prostatitis|
Erectile Weakness|Irregular Periods|Heavy Periods|Absent Periods|Premenstrual Tension|Endometriosis|Uterine Fibroids|
Polycystic Ovaries|Leucorrhoea|Scanty Milk|Mastitis|Menopausal Unease|Osteoporosis|Rheumatoid Arthritis|
Fibromyalgia|Carpal Tunnel Syndrome|Trigger Finger|Plantar Fasciitis|Restless Legs|Varicose Veins|Cold Extremities|
Raynaud Syndrome|High Blood Pressure|Low Blood Pressure|Angina|Anaemia|Diabetes|Underactive Thyroid|Overactive Thyroid|
Obesity|Loss of Appetite|Chronic Gastritis|Duodenal Ulcer|Food Intolerance|Motion Sickness|Depression|
Panic Attacks|Poor Concentration|Forgetfulness|Dementia|Stroke Recovery|Parkinson Tremor|Multiple Sclerosis|
Epilepsy|Facial Tics|Stuttering|Nightmares|Sleepwalking|Snoring|Sleep Apnoea|Jet Lag|Chronic Pain|
Phantom Pain|Neuropathy after Chemotherapy|Nausea after Chemotherapy|Dry Mouth after Radiation|Lymphoedema|
Whiplash|Stiff Neck|Cervical Spondylosis|Disc Herniation|Spinal Stenosis|Coccyx Pain|Shin Splints|
Achilles Tendinitis|Bunions|Muscle Cramps|Tendon Strain|Fracture Healing|Scar Pain|Teething|
Childhood Asthma|Childhood Eczema|Picky Eating|Growing Pains|School Fatigue|Acute Tonsillitis|Laryngitis|
Nasal Polyps|Nosebleeds|Loss of Smell|Loss of Taste|Glaucoma|Myopia|Conjunctivitis|Excessive Tearing|
Spontaneous Sweating|Sweaty Palms|Chilblains|Rosacea|Vitiligo|Smoking Cessation|Alcohol Craving|
Seasonal Low Mood|Lingering Cough after Influenza|Slow Recovery after Surgery";

/// Places of the body, and what they suffer from.
const PLACES: &str = "
Upper Back|Knee|Shoulder|Hip|Ankle|Wrist|Elbow|Finger|Thumb|Heel|Forearm|Thigh|Calf Muscle|Sacral|Groin|Rib Cage|
Abdominal|Epigastric|Breastbone|Collarbone|Temple|Eyebrow|Occipital|Jawbone|Big Toe";
const COMPLAINTS: &str = "Pain|Stiffness|Numbness|Swelling|Injury|Weakness";

/// Patterns with their characters.
const PATTERNS: &str = "
Kidney Qi Deficiency|腎氣虛|Spleen Qi Deficiency|脾氣虛|Liver Qi Stagnation|肝氣鬱結|Kidney Yin Deficiency|腎陰虛|
Blood Stasis|血瘀|Heart Blood Deficiency|心血虛|Kidney Yang Deficiency|腎陽虛|Damp-Heat|濕熱|Phlegm-Damp|痰濕|
Liver Blood Deficiency|肝血虛|Spleen Yang Deficiency|脾陽虛|Lung Qi Deficiency|肺氣虛|Stomach Yin Deficiency|胃陰虛|
Liver Yang Rising|肝陽上亢|Heart Yin Deficiency|心陰虛|Lung Yin Deficiency|肺陰虛|Liver Yin Deficiency|肝陰虛|
Qi and Blood Deficiency|氣血兩虛|Heart Fire Blazing|心火亢盛|Liver Fire Blazing|肝火上炎|Stomach Fire|胃火熾盛|
Food Stagnation|食積|Cold-Damp Obstruction|寒濕困阻|Wind-Cold Invading the Lung|風寒犯肺|Wind-Heat Invading the Lung|風熱犯肺|
Kidney Essence Deficiency|腎精不足|Heart Qi Deficiency|心氣虛|Heart Yang Deficiency|心陽虛|Spleen Qi Sinking|脾氣下陷|
Spleen Not Holding Blood|脾不統血|Stomach Qi Deficiency|胃氣虛|Stomach Qi Rebelling|胃氣上逆|Stomach Cold|胃寒|
Gallbladder Qi Deficiency|膽氣虛|Gallbladder Damp-Heat|膽經濕熱|Bladder Damp-Heat|膀胱濕熱|Bladder Empty Cold|膀胱虛寒|
Large Intestine Damp-Heat|大腸濕熱|Large Intestine Dryness|大腸津虧|Small Intestine Full Heat|小腸實熱|
Small Intestine Qi Pain|小腸氣痛|Liver Wind Stirring|肝風內動|Cold in the Liver Channel|寒滯肝脈|
Liver Attacking the Spleen|肝脾不和|Liver Attacking the Stomach|肝胃不和|Liver Fire Insulting the Lung|肝火犯肺|
Heart and Kidney Not Communicating|心腎不交|Heart and Spleen Deficiency|心脾兩虛|Heart Blood Stasis|心血瘀阻|
Phlegm Misting the Heart|痰迷心竅|Phlegm-Fire Harassing the Heart|痰火擾心|Lung and Kidney Yin Deficiency|肺腎陰虛|
Lung and Spleen Qi Deficiency|肺脾氣虛|Liver and Kidney Yin Deficiency|肝腎陰虛|Spleen and Kidney Yang Deficiency|脾腎陽虛|
Kidney Failing to Receive Qi|腎不納氣|Kidney Qi Not Firm|腎氣不固|Water Overflowing|水氣泛溢|Lung Dryness|肺燥|
Phlegm-Heat in the Lung|痰熱壅肺|Phlegm-Damp in the Lung|痰濕阻肺|Cold Fluids in the Lung|寒飲伏肺|Wind-Damp Obstruction|風濕痹阻|
Wind-Cold-Damp Obstruction|風寒濕痹|Heat Obstruction of the Joints|熱痹|Qi Stagnation in the Channels|經絡氣滯|
Blood Stasis in the Channels|經絡血瘀|Summer-Heat|暑熱|Latent Heat|伏熱|Toxic Heat|熱毒|Blood Heat|血熱|Blood Cold|血寒|
Blood Dryness with Wind|血燥生風|Empty Heat|虛熱|Empty Cold of the Womb|胞宮虛寒|Full Cold of the Womb|胞宮實寒|
Damp-Heat in the Womb|濕熱蘊胞|Stasis in the Womb|胞宮瘀血|Chong and Ren Disharmony|衝任不調|Qi Deficiency with Stasis|氣虛血瘀|
Yin Deficiency with Fire|陰虛火旺|Yang Deficiency with Water Retention|陽虛水泛|Yin and Yang Deficiency|陰陽兩虛|
Qi and Yin Deficiency|氣陰兩虛|Essence and Blood Deficiency|精血不足|Marrow Sea Deficiency|髓海不足|Defensive Qi Deficiency|衛氣虛|
Disharmony of Nutritive and Defensive|營衛不和|Lesser Yang Pattern|少陽證|Yang Brightness Heat|陽明熱證|Greater Yang Wind Attack|太陽中風|
Greater Yang Cold Damage|太陽傷寒|Greater Yin Cold|太陰虛寒|Lesser Yin Cold|少陰寒化|Terminal Yin Disorder|厥陰證|
Qi Level Heat|氣分熱|Nutritive Level Heat|營分熱|Phlegm Nodules|痰核|Wind-Phlegm|風痰|Phlegm Stasis Binding|痰瘀互結|
Dampness in the Middle|濕困中焦|Damp-Heat in the Lower Burner|下焦濕熱|Cold in the Middle|中焦虛寒|Heat in the Upper Burner|上焦熱|
Plum-Stone Qi|梅核氣|Heart Qi and Yin Deficiency|心氣陰兩虛|Lung Heat|肺熱壅盛|Spleen Damp-Cold|寒濕困脾|Spleen Damp-Heat|濕熱困脾|
Liver and Gallbladder Damp-Heat|肝膽濕熱|Stomach and Intestine Heat|胃腸實熱|Kidney Empty Fire|腎虛火旺|
Congenital Weakness|先天不足|Roaming Wind in the Skin|風邪客表|Wind in the Collaterals|風中經絡|
Cold Congealing the Vessels|寒凝血脈|Drained Fluids|津液虧耗|Qi Counterflow|氣逆|Clear Yang Not Rising|清陽不升|
Turbid Phlegm in the Head|痰濁上擾";

/// Organs, and what is said of them.
const ORGANS: &[(&str, &str)] = &[
    ("Kidney", "Stores the Essence and holds the low back"),
    ("Spleen", "Makes Qi and Blood of what is eaten"),
    ("Liver", "Keeps Qi moving and stores the Blood"),
    ("Heart", "Houses the spirit and governs the Blood"),
    ("Lung", "Governs the breath and the defence of the skin"),
    ("Stomach", "Receives food and sends it downward"),
    ("Gallbladder", "Decides, and keeps the sinews supple"),
    ("Bladder", "Gathers the waters and lets them go"),
    ("Large Intestine", "Takes the last water and lets the rest go"),
    ("Small Intestine", "Parts the clear from the turbid"),
    ("Pericardium", "Takes the blows that are meant for the Heart"),
];

const TONGUES: &[&str] = &[
    "pale",
    "pale and swollen",
    "red with little coating",
    "red at the tip",
    "purple with dark spots",
    "swollen with a greasy coat",
    "normal in colour",
    "pale with a white coat",
    "red with a yellow coat",
    "thin and dry",
];
const PULSES: &[&str] = &[
    "deep and weak",
    "thin and rapid",
    "wiry",
    "slippery",
    "thin",
    "choppy",
    "slow and deep",
    "floating and tight",
    "rapid and full",
    "soft and slow",
];

/// Forms of books' titles, and what the books are on: each form with each matter is a book.
const BOOKS: [&str; 10] = [
    "A Workshop of ~",
    "Lectures on ~",
    "Forty Years of ~",
    "~ in Daily Practice",
    "Case Records in ~",
    "Essays on ~",
    "~ for Beginners",
    "The Roots of ~",
    "~ and Its Limits",
    "Readings in ~",
];
const MATTERS: &str = "
Pulse Reading|Moxa at Home|Chinese Dietetics|Channel Palpation|Needle Technique|Women and Seasons|Paediatric Tuina|
Scalp Needling|Tongue Inspection|Cold Damage|Warm Diseases|Nourishing Life|Cupping and Scraping|Point Combination|
Sports Acupuncture|Mind and Breath|Herbs of the Garden|Painful Joints|The Eight Vessels|Sleep and Dreams";
const PUBLISHERS: &[&str] = &[
    "Willow Gate Press",
    "Harbour Medical Books",
    "Seven Stars",
    "Riverbank Academic",
    "Old Pear Tree",
    "Long Meadow",
];

/// Other letters for the WHO's channels, in texts and in front matter.
const LETTERS: &[(&str, &[&str])] = &[
    ("BL", &["UB"]),
    ("KI", &["KD", "Kid"]),
    ("LR", &["LV", "Liv"]),
    ("TE", &["SJ", "TB"]),
    ("GV", &["DU"]),
    ("CV", &["Ren"]),
];

/// A point of a channel.
#[derive(Debug, PartialEq)]
pub struct Point {
    /// The WHO's code.
    pub code: &'static str,
    /// The name in pinyin with tones, its syllables with capitals: `Shèn Shū`.
    pub toned: String,
    /// The same without tones.
    pub plain: String,
    /// The name in traditional characters.
    pub hanzi: &'static str,
    /// How often its name is written in an English label.
    pub english: &'static str,
}

/// A pattern and how it shows.
#[derive(Debug, PartialEq)]
pub struct Pattern {
    pub name: &'static str,
    pub hanzi: &'static str,
    pub signs: Vec<String>,
    pub tongue: &'static str,
    pub pulse: &'static str,
    /// Places in [`Subjects::points`] of those that treat it.
    pub points: Vec<usize>,
}

/// A book.
#[derive(Debug, PartialEq)]
pub struct Book {
    pub title: String,
    pub author: String,
    pub publisher: &'static str,
    pub year: usize,
    pub isbn: String,
}

/// All of these, the most frequent first.
#[derive(Debug)]
pub struct Subjects {
    pub conditions: Vec<String>,
    pub patterns: Vec<Pattern>,
    pub organs: &'static [(&'static str, &'static str)],
    pub points: Vec<Point>,
    pub books: Vec<Book>,
}

impl Subjects {
    /// Reads the lists and the registry's points.
    pub fn new(vocabulary: &Vocabulary) -> Subjects {
        let points = points();
        Subjects {
            conditions: conditions(),
            patterns: patterns(vocabulary, points.len()),
            organs: ORGANS,
            points,
            books: books(vocabulary),
        }
    }
}

fn listed(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split('|').map(str::trim)
}

fn conditions() -> Vec<String> {
    let places = listed(PLACES).flat_map(|place| listed(COMPLAINTS).map(move |of| format!("{place} {of}")));
    listed(CONDITIONS).map(str::to_owned).chain(places).collect()
}

fn patterns(vocabulary: &Vocabulary, points: usize) -> Vec<Pattern> {
    let names: Vec<&str> = listed(PATTERNS).collect();
    let (names, _) = names.as_chunks::<2>();
    let pattern = |(number, [name, hanzi]): (usize, &[&'static str; 2])| {
        let mut random = Random::of(SORT, number);
        let signs = (0..7).map(|_| random.one(&vocabulary.signs).clone()).collect();
        let [tongue, pulse] = [TONGUES, PULSES].map(|of| *random.one(of));
        let points = (0..9).map(|_| random.rank(points)).collect();
        Pattern { name, hanzi, signs, tongue, pulse, points }
    };
    names.iter().enumerate().map(pattern).collect()
}

/// Numbers that part these chances from those of articles.
const SORT: u64 = 0x5EED;

/// The points of the channels, those that are most used first.
fn points() -> Vec<Point> {
    let table = include_str!("../../../src/tcm/data/points.tsv");
    let points = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let points = points.filter(|fields| !fields[0].starts_with("EX"));
    let mut points: Vec<Point> = points
        .map(|fields| {
            let syllables: Vec<String> = fields[1].split(' ').map(capitalised).collect();
            let toned = syllables.join(" ");
            Point { code: fields[0], plain: without_tones(&toned), toned, hanzi: fields[2], english: fields[4] }
        })
        .collect();
    // Those that every course teaches, then the others in no order that codes have.
    let place = |point: &Point| USED.split_whitespace().position(|code| code == point.code).unwrap_or(usize::MAX);
    points.sort_by_cached_key(|point| {
        (
            place(point),
            point.code.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(131) ^ u32::from(byte)) % 997,
            point.code,
        )
    });
    points
}

/// Points that are named again and again.
const USED: &str = "
ST36 SP6 LI4 BL23 LR3 KI3 GB20 PC6 HT7 GV20 LI11 CV4 GV4 BL20 CV12 GB34 LU7 SP9 BL18 CV6 ST25 SP10 BL40 GV14 TE5 ST40
BL17 KI6 BL13 CV17 GB21 BL15 LU9 ST44 BL60 KI7 GB41 SI3 BL62 CV3 SP3 BL32 GB30 LI15 TE6 ST6 ST4 LI20 GB39 ST8";

fn books(vocabulary: &Vocabulary) -> Vec<Book> {
    let titles = listed(MATTERS).flat_map(|matter| BOOKS.iter().map(move |form| form.replace('~', matter)));
    let mut books: Vec<Book> = titles
        .enumerate()
        .map(|(number, title)| {
            let mut random = Random::of(SORT + 1, number);
            let author = format!("{} {}", random.one(FIRST_NAMES), vocabulary.family(&mut random));
            let [publisher, year] = [random.below(PUBLISHERS.len()), random.within(1974, 2024)];
            Book { title, author, publisher: PUBLISHERS[publisher], year, isbn: isbn(random.below(100_000_000)) }
        })
        .collect();
    // One matter's books are not read one after the other.
    books.sort_by_cached_key(|book| book.isbn.clone());
    books
}

/// An ISBN of thirteen digits, whose last one checks the others.
fn isbn(number: usize) -> String {
    let digits = format!("9780{number:08}");
    let sum: u32 =
        digits.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn without_tones(text: &str) -> String {
    const TONED: &str = "āáǎàaēéěèeīíǐìiōóǒòoūúǔùuǖǘǚǜüĀÁǍÀAĒÉĚÈEŌÓǑÒO";
    let plain =
        |letter: char| TONED.chars().position(|toned| toned == letter).and_then(|at| TONED.chars().nth(at / 5 * 5 + 4));
    text.chars().map(|letter| plain(letter).unwrap_or(letter)).collect()
}

impl Point {
    /// One of the codes that books have for the point.
    pub fn notation(&self, random: &mut Random) -> String {
        let (letters, number) = self.code.split_at(2);
        let others = LETTERS.iter().find(|(who, _)| *who == letters).map_or(&[][..], |(_, others)| others);
        let letters = if !others.is_empty() && random.percent(40) { *random.one(others) } else { letters };
        format!("{letters}{}{number}", random.one(&["", "", "-", " "]))
    }

    /// One of the ways in which texts name the point.
    pub fn mention(&self, random: &mut Random) -> String {
        let Point { code, toned, plain, hanzi, .. } = self;
        match random.rank(8) {
            0 => (*code).to_owned(),
            1 => self.notation(random),
            2 => format!("{plain} ({code})"),
            3 => format!("{} {hanzi}", capitalised(&plain.replace(' ', "").to_lowercase())),
            4 => format!("{code} – {plain} ({hanzi})"),
            5 => format!("{toned} ({})", self.notation(random)),
            6 => format!("{hanzi} ({code})"),
            _ => (*hanzi).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects() -> Subjects {
        Subjects::new(&Vocabulary::new())
    }

    #[test]
    fn there_are_as_many_subjects_as_told() {
        let Subjects { conditions, patterns, points, books, .. } = subjects();
        assert_eq!((conditions.len(), patterns.len(), points.len(), books.len()), (300, 120, 361, 200));
    }

    #[test]
    fn names_stand_once() {
        let Subjects { mut conditions, patterns, .. } = subjects();
        let mut names: Vec<&str> = patterns.iter().map(|pattern| pattern.name).collect();
        conditions.sort_unstable();
        names.sort_unstable();
        assert!(conditions.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn an_isbn_ends_in_its_check_digit() {
        assert_eq!(isbn(44_304_862), "9780443048623");
    }

    #[test]
    fn tones_are_taken_off_and_capitals_kept() {
        assert_eq!(without_tones("Èr Jiān Lǘ"), "Er Jian Lü");
    }
}
