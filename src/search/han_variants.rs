//! Printed and Japanese forms of characters that OpenCC leaves alone; read by `build.rs`.

/// Pairs of a form and the one that simplified text has, as the variants of points' names have them
/// (`src/tcm/data/points.tsv`).
pub const VARIANTS: &str = "兪俞腧俞戸户谿溪渓溪髙高甁瓶靑青淸清敎教沢泽経经歴历頬颊関关気气舎舍窓窗窻窗牕窗満满帰归兎兔豊丰陥陷隠隐鄕乡\
                        郷乡栄荣霊灵聴听攅攒処处辺边歩步蔵藏労劳営营脳脑帯带坵丘痖哑锺钟衞卫顖囟";
