//! The words that articles are made of: some six hundred that everyone in the field uses, and rarer ones without end.

use super::random::Random;

/// Single things; those of each list that come first are the most frequent.
const NOUNS: &str = "
body breath warmth balance blood treatment rest movement pain sleep spirit patient practitioner point channel pulse
tongue needle skin belly chest back heart head neck shoulder knee ankle wrist hand foot face throat mouth eye ear nose
stomach bowel bladder womb waist spine rib bone muscle sinew joint marrow sweat fluid phlegm cold heat damp wind
dryness summer winter spring autumn morning evening night day week month season year age youth birth childhood
weakness strength fatigue tension stiffness swelling numbness itching fullness hunger thirst appetite digestion
circulation constitution temper mood worry anger grief fear joy memory attention dream fever chill cough headache
complaint illness recovery relapse cause root branch sign pattern remedy formula herb tea soup broth porridge meal
breakfast supper diet kitchen salt ginger honey vinegar oil water fire earth metal wood moxa cup pressure touch
thumb finger palm massage compress bath exercise walk stretch posture habit work journey house clinic table lamp
book text teacher student tradition school dynasty commentary chapter passage word name question answer reason rule
exception experience study trial evidence opinion difference change improvement course visit session fortnight
minute measure distance crease tendon hollow ridge border surface depth direction side centre limit";

/// Many things.
const PLURALS: &str = "
points channels needles patients women men children elders families practitioners teachers physicians books
commentaries texts herbs formulas foods vegetables grains seeds nuts beans spices teas soups meals signs symptoms
patterns causes habits emotions organs vessels joints muscles sinews bones limbs shoulders hips knees ankles fingers
toes eyes ears dreams nights mornings evenings days weeks months years seasons visits sessions treatments remedies
exercises walks baths questions answers reasons exceptions differences changes limits dangers benefits trials
studies opinions traditions schools rules words hands breaths fluids sweats chills fevers pains aches worries";

/// Qualities.
const ADJECTIVES: &str = "
weak strong warm cold hot damp dry heavy light deep slow rapid thin wiry slippery pale red swollen greasy tender
stiff tight soft firm hollow full empty old young early late long short daily gentle quiet restless calm clear
cloudy sudden gradual chronic acute mild severe dull sharp fixed moving local general common rare simple difficult
safe careful regular irregular steady constant occasional frequent nightly seasonal postnatal lumbar abdominal
thoracic cervical facial nasal digestive emotional physical mental nervous muscular hormonal traditional classical
modern ancient clinical careless practical ordinary familiar foreign western eastern upper lower inner outer left
right middle distant nearby opposite hidden visible exhausted nourished rested anxious cheerful thoughtful stubborn
patient sensitive robust delicate warming cooling moistening bitter sweet sour salty pungent bland raw cooked";

/// What things do, in the form without an ending; `s` makes the other one.
const VERBS: &str = "
warm cool move calm settle raise lower open close nourish strengthen weaken soften loosen tighten drain dissolve
transform transport govern hold house store root anchor protect defend resist follow lead support hinder block free
ease soothe relieve reduce increase regulate harmonise restore rebuild replenish consume exhaust injure harm scatter
gather guide invite redirect thicken moisten clear disperse expel release secure contain receive ripen separate
control check feed fill need show tell suggest explain confirm contradict change return begin help last matter";

/// How.
const ADVERBS: &str = "
often usually sometimes rarely seldom slowly quickly gently firmly deeply lightly quietly regularly daily gradually
suddenly easily hardly mostly mainly partly wholly clearly surely perhaps certainly generally traditionally
clinically visibly steadily thoroughly carefully again soon later early late together separately";

/// What the table offers.
const FOODS: &str = "
walnuts|black sesame|goji berries|red dates|bone broth|chicken soup|millet porridge|rice congee|oats|barley tea|
pumpkin|sweet potato|carrots|beetroot|spinach|leeks|spring onions|fresh ginger|dried ginger|cinnamon bark|fennel seed|
cardamom|cloves|tangerine peel|hawthorn fruit|radish|seaweed|mung beans|aduki beans|black beans|lentils|chestnuts|
almonds|lily bulb|lotus seed|longan fruit|mulberries|pears|stewed apples|grapes|cherries|lamb stew|mutton soup|beef
broth|duck|oysters|mussels|carp|eggs|tofu|honey water|rose tea|mint tea|chrysanthemum tea|green tea|dandelion leaves|
celery|cucumber|watermelon|bitter melon|shiitake mushrooms|wood ear|buckwheat|rye bread|warm milk";

/// What patients tell and show.
const SIGNS: &str = "
dull ache in the back|sore knees|tired legs|frequent urination|pale urine|dark scanty urine|night sweats|hot palms|
dry mouth|dry throat|thirst for small sips|no thirst|poor appetite|fullness after meals|belching|sour taste|bitter
taste|nausea in the morning|loose stools|dry stools|early morning diarrhoea|rumbling bowels|cold belly|cold hands|
cold feet|aversion to wind|aversion to cold|slight fever|alternating chills and fever|spontaneous sweating|heavy
limbs|heavy head|muddled thinking|poor memory|light sleep|vivid dreams|waking at three|difficulty falling asleep|
palpitations|tight chest|frequent sighing|lump in the throat|shortness of breath|weak voice|dry cough|cough with
white phlegm|cough with yellow phlegm|wheezing at night|runny nose|blocked nose|sneezing|sore eyes|blurred vision|
floaters|red eyes|ringing ears|poor hearing|dizziness on rising|throbbing temples|stiff nape|stiff shoulders|pain that
moves about|fixed stabbing pain|pain worse with cold|pain better with warmth|pain worse with pressure|pain better with
pressure|swollen joints|hot red joints|numb fingers|tingling toes|cramping calves|weak ankles|brittle nails|dry hair|
hair loss|dry itching skin|weeping rash|pale face|flushed cheeks|yellowish face|dark rings below the eyes|irritability|
outbursts of anger|weepiness|fearfulness|worry in the evening|lack of drive|tiredness after eating|tiredness in the
afternoon|scanty periods|heavy periods|clotted periods|late periods|early periods|cramps before the period|tender
breasts|discharge|low libido|infertility|puffy ankles|puffy eyelids|weight gain|weight loss|easy bruising|bleeding
gums|mouth ulcers|bad breath|hiccups|heartburn|stabbing ribs|distended ribs";

/// Chinese ideas, with their characters.
const TERMS: &str = "
yuan qi 元氣|wei qi 衛氣|ying qi 營氣|zong qi 宗氣|zheng qi 正氣|xie qi 邪氣|gu qi 穀氣|jing 精|shen 神|hun 魂|po 魄|yi 意|
zhi 志|xue 血|jin ye 津液|tan 痰|shi 濕|feng 風|han 寒|re 熱|huo 火|zao 燥|yin 陰|yang 陽|biao 表|li 裏|xu 虛|shi 實|
bian zheng 辨證|zhi ze 治則|bu fa 補法|xie fa 瀉法|de qi 得氣|ming men huo 命門火|xiang huo 相火|jun huo 君火|xue hai 血海|
sui hai 髓海|san bao 三寶|wu xing 五行|xiang sheng 相生|xiang ke 相剋|biao ben 標本|yang sheng 養生|ba gang 八綱|si zhen 四診|
mai zhen 脈診|she zhen 舌診|wang zhen 望診|wen zhen 問診|bi zheng 痺證|wei zheng 痿證|zheng jia 癥瘕|yu xue 瘀血";

/// Herbs and formulas, with their characters.
const HERBS: &str = "
Ren Shen 人參|Huang Qi 黃耆|Bai Zhu 白朮|Fu Ling 茯苓|Gan Cao 甘草|Dang Gui 當歸|Chuan Xiong 川芎|Bai Shao 白芍|Shu Di 熟地|
Sheng Di 生地|Mai Dong 麥冬|Wu Wei Zi 五味子|Gou Qi Zi 枸杞子|Shan Yao 山藥|Shan Zhu Yu 山茱萸|Ze Xie 澤瀉|Mu Dan Pi 牡丹皮|
Du Zhong 杜仲|Niu Xi 牛膝|Xu Duan 續斷|Sang Ji Sheng 桑寄生|Tu Si Zi 菟絲子|Fu Zi 附子|Rou Gui 肉桂|Gui Zhi 桂枝|Gan Jiang 乾薑|
Sheng Jiang 生薑|Da Zao 大棗|Chen Pi 陳皮|Ban Xia 半夏|Chai Hu 柴胡|Huang Qin 黃芩|Huang Lian 黃連|Huang Bai 黃柏|Zhi Zi 梔子|
Lian Qiao 連翹|Jin Yin Hua 金銀花|Bo He 薄荷|Ju Hua 菊花|Sang Ye 桑葉|Suan Zao Ren 酸棗仁|Yuan Zhi 遠志|Long Gu 龍骨|Mu Li 牡蠣|
Tao Ren 桃仁|Hong Hua 紅花|Dan Shen 丹參|Yan Hu Suo 延胡索|Xiang Fu 香附|Mu Xiang 木香|Sha Ren 砂仁|Hou Po 厚朴|
Liu Wei Di Huang Wan 六味地黃丸|Si Wu Tang 四物湯|Si Jun Zi Tang 四君子湯|Xiao Yao San 逍遙散|Er Chen Tang 二陳湯|
Ba Zhen Tang 八珍湯|Gui Pi Tang 歸脾湯|Zhen Wu Tang 真武湯|Du Huo Ji Sheng Tang 獨活寄生湯";

/// Beginnings, middles and ends of learned words.
const LEARNED: [&str; 3] = [
    "a ab ad ana ante anti auto bi brady cata circum contra de demi dia dys ecto en endo epi eu ex exo extra hemi hetero
    homo hyper hypo idio infra inter intra iso macro mal medio mega meso meta micro mono multi neo non ob oligo ortho
    pan para per peri poly post pre pro proto pseudo re retro semi sub super supra sym tachy trans tri ultra uni",
    "aden alg angi arthr bronch burs capsul carp cephal cervic chol chondr cost cran crur cyst derm digit dors duct
    encephal enter femor fibr gastr gloss glyc gon hepat humer hydr lact laryng lip lumb lymph malleol mamm mast men
    menisc metr my myel nas nephr neur ocul odont oste ot pancre patell pelv pharyng phleb pleur pneum popl prandi
    psych pyl rad rect ren rhin sacr scapul scler somn spasm sphen spin splen stern stom tars tempor tend thorac thromb
    thyr tibi trache tract troch ulcer uln ureter vagin valv vas ven ventr vertebr vesic viscer",
    "al algia ation ectasia ectomy emia escence graphy ia iasis ic ical icity ism itis ity ive ization lysis malacia
    megaly odynia oid oma opathy ophoria orrhoea osis ous penia plasty plegia ptosis sclerosis scopy stasis stenosis
    tome trophy ula",
];

/// Parts of family names.
const FAMILIES: [&str; 3] = [
    "Al Ar Bar Ben Ber Bol Bran Bur Cal Car Chan Cor Dal Dan Del Dor Ed El Fal Far Fen Fol Gal Gar Gil Gor Hal Har Hel
    Hol Ig Il Jan Jor Kal Kar Kel Kir Lam Lan Lar Lin Mal Mar Mel Mor Nal Nor Ol Os Pal Par Pel Ram Ros Sal San Sel
    Tal Tar Tol Ul Val Ver Vin Wal Wen Wil Yar Zan Zel",
    "a be bo ca da de do e ga gi go i ka ke la le li lo ma me mi mo na ne ni no o pe ra re ri ro sa se so ta te ti to u
    va ve vi wa ze",
    "bach berg bert by dale den der dez feld field ford gate ger hart heim holm house land ler ley lin ling lock lund
    man mann mark mere mont more ner nes nik quist rell rez ridge rick sen ski son stead sten strom ton tti vale vari
    ville well wick wood worth",
];

/// Endings that make rarer words of common ones.
const ENDINGS: &str = "less like wise ward hood ship dom ling ette able ful ish ness ly ing";
/// Beginnings that do.
const BEGINNINGS: &str = "un re over under mis fore out mid self half well ill cross near";

/// First names of authors.
pub const FIRST_NAMES: &[&str] = &[
    "Agnes", "Bao", "Clara", "Dorin", "Elke", "Farid", "Greta", "Haru", "Ines", "Jonas", "Keiko", "Lior", "Marta",
    "Nils", "Olga", "Pilar", "Quentin", "Rosa", "Selma", "Tomas", "Ulla", "Vera", "Wanda", "Xenia", "Yusuf", "Zita",
];

/// Words of one use, the most frequent first.
pub type Words = Vec<&'static str>;

/// All words.
#[derive(Debug)]
pub struct Vocabulary {
    pub nouns: Words,
    pub plurals: Words,
    pub adjectives: Words,
    pub verbs: Words,
    pub adverbs: Words,
    pub foods: Vec<String>,
    pub signs: Vec<String>,
    pub terms: Vec<String>,
    pub herbs: Vec<String>,
    learned: [Words; 3],
    families: [Words; 3],
    beginnings: Words,
    endings: Words,
}

impl Vocabulary {
    /// Reads the lists.
    pub fn new() -> Vocabulary {
        let words = |text: &'static str| text.split_whitespace().collect::<Words>();
        Vocabulary {
            nouns: words(NOUNS),
            plurals: words(PLURALS),
            adjectives: words(ADJECTIVES),
            verbs: words(VERBS),
            adverbs: words(ADVERBS),
            foods: items(FOODS),
            signs: items(SIGNS),
            terms: items(TERMS),
            herbs: items(HERBS),
            learned: LEARNED.map(words),
            families: FAMILIES.map(words),
            beginnings: words(BEGINNINGS),
            endings: words(ENDINGS),
        }
    }

    /// A word for a slot of a sentence.
    pub fn word(&self, slot: &str, random: &mut Random) -> String {
        match slot {
            "noun" if random.percent(5) => self.rare(random),
            "noun" => (*random.frequent(&self.nouns)).to_owned(),
            "plural" => (*random.frequent(&self.plurals)).to_owned(),
            "adjective" => (*random.frequent(&self.adjectives)).to_owned(),
            "do" => (*random.frequent(&self.verbs)).to_owned(),
            "does" => {
                let verb = random.frequent(&self.verbs);
                format!("{verb}{}", if verb.ends_with("sh") { "es" } else { "s" })
            }
            "adverb" => (*random.frequent(&self.adverbs)).to_owned(),
            "food" => random.frequent(&self.foods).clone(),
            "sign" => random.frequent(&self.signs).clone(),
            "term" => random.frequent(&self.terms).clone(),
            "herb" => random.frequent(&self.herbs).clone(),
            "number" => random.within(3, 99).to_string(),
            "family" => self.family(random),
            "rare" => self.rare(random),
            unknown => unreachable!("no sentence has the slot {unknown}"),
        }
    }

    /// A word that few texts have. There are so many of these that ten times the articles hold far more of them.
    pub fn rare(&self, random: &mut Random) -> String {
        let rank = random.rank(RARE);
        // Neighbours in frequency are none in spelling.
        let mixed = rank.wrapping_mul(40_503) % RARE;
        let part = |of: &[Words; 3], number: usize| {
            let (first, rest) = (number % of[0].len(), number / of[0].len());
            let (middle, last) = (rest % of[1].len(), rest / of[1].len());
            format!("{}{}{}", of[0][first], of[1][middle], of[2][last % of[2].len()])
        };
        match rank % 5 {
            0..=2 => part(&self.learned, mixed),
            3 => {
                let base = self.nouns[mixed % self.nouns.len()];
                let rest = mixed / self.nouns.len();
                let ending = self.endings[rest % self.endings.len()];
                format!("{}{base}{ending}", self.beginnings[rest / self.endings.len() % self.beginnings.len()])
            }
            _ => part(&self.families, mixed),
        }
    }

    /// The name of someone who has written on a matter.
    pub fn family(&self, random: &mut Random) -> String {
        let parts = &self.families;
        let number = random.rank(4_000) * 17;
        let (first, rest) = (number % parts[0].len(), number / parts[0].len());
        format!("{}{}{}", parts[0][first], parts[1][rest % parts[1].len()], parts[2][rest % parts[2].len()])
    }
}

/// How many rare words there are.
const RARE: usize = 1 << 18;

/// The parts of a list between bars, each on one line.
fn items(text: &str) -> Vec<String> {
    text.split('|').map(|item| item.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}
