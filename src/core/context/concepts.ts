import { stem } from './stem.ts';

/**
 * Words that programmers use for the same thing, a line a concept. It is what lets "remove a folder" find `rmdir` without a
 * model: a word in several lines has several meanings.
 */
const lines = `
create make build new construct generate produce init initialize setup
remove delete erase drop unlink rm discard del destroy dispose clear purge
add append insert push put attach include
get fetch retrieve obtain read load acquire lookup
set assign write store save update put
find search locate lookup query seek match
list array sequence collection items elements vector tuple
map dictionary dict object hash table record mapping
string text str chars characters word
number numeric num int integer float decimal digit
boolean bool flag true false
function func fn method callback procedure routine handler cb
folder directory dir mkdir rmdir cwd
file filename filepath path basename
error exception failure fault err problem throw raise reject
warn warning alert notice
log print output logger console stdout stderr trace
start begin launch open init boot run
stop end finish close terminate halt abort kill cancel exit quit
run execute exec invoke call perform apply
check validate verify assert ensure test is
equal same identical compare eq equality match
different differ diff unequal distinct unlike
copy clone duplicate replicate
merge combine join concat concatenate union mix
split divide partition chunk separate slice segment
sort order rank arrange
filter select pick choose where omit
convert transform translate cast coerce turn
parse read decode deserialize interpret tokenize lex
format stringify serialize render print encode dump
count length size number total amount
maximum max largest highest greatest biggest upper
minimum min smallest lowest least lower
first head start begin initial leading
last tail end final trailing
previous prev before prior preceding
next after following subsequent
all every each whole entire
any some
empty blank none void nothing null nil undefined missing absent
value val data content payload
key name id identifier property attribute field prop
index position offset location idx cursor place
parameter param argument arg option opts options config configuration setting settings
default fallback
return result output answer response
request req query
server host backend service
client browser frontend
user person account member
password secret credential token key auth
login authenticate authorize auth signin
network socket connection http net
url uri link address href endpoint
wait sleep delay pause timeout timer debounce throttle
time date datetime timestamp clock moment day hour minute second
today now current
year month week day calendar
async asynchronous promise future await deferred
parallel concurrent simultaneous concurrency
queue fifo buffer backlog pending
stack lifo
cache memoize memo memoise remember
random shuffle sample arbitrary
unique distinct dedupe uniq duplicate
group bucket partition category cluster classify
flatten flat unnest
nested deep recursive recursion
tree hierarchy node root leaf branch parent child children descendant ancestor
graph edge vertex node neighbor neighbour
loop iterate iteration each foreach cycle repeat times
reduce fold accumulate aggregate sum
sum total add plus
subtract minus difference
multiply product times
divide quotient ratio
average mean median
round floor ceil truncate
absolute abs magnitude
power exponent pow
replace substitute swap exchange
trim strip whitespace space
pad padding fill
uppercase upper capital capitalize
lowercase lower
prefix start leading
suffix end trailing extension ext
escape quote unescape
regex regexp pattern expression glob wildcard
match matches regex matching
line row newline eol
column col field
table grid matrix
width height size dimension
color colour rgb hex hue ansi
image picture img icon
event listener emit emitter subscribe handler on notify trigger dispatch fire publish
observe watch listen subscribe monitor
message msg notification
send emit post dispatch transmit deliver
receive accept get
lock mutex semaphore exclusive
thread worker process child
command cmd cli shell terminal
flag option switch argument
help usage documentation doc docs
version release semver
install setup dependency package module
import require load include
export expose public
module package library lib
class type kind interface prototype constructor
instance object
inherit extend extends subclass superclass
property attribute prop member
hidden private internal
visible show display reveal
hide conceal
enable activate on
disable deactivate off
test spec suite assertion expect
mock stub fake spy
pass success ok succeed
fail failure error broken
skip ignore omit exclude pending
retry again attempt repeat
limit bound max cap restrict clamp
range interval between span
overlap intersect intersection common shared
contain include has within in
inside within inner
outside outer
begin start
compress zip deflate gzip
decompress unzip inflate
encrypt cipher crypt
hash digest checksum
sign signature
stream pipe readable writable
byte bytes binary buffer octet
bit bitmask flag
json yaml toml xml csv
markup html element dom tag
style css
template interpolate placeholder
locale language i18n translation localize
environment env variable
variable var binding
scope context environment
schema shape structure type
permission access right privilege
temporary temp tmp
memory heap ram
disk drive storage
database db store sql
transaction commit rollback
record row entry item
entry item element
undo revert rollback restore
redo again
plugin extension addon
hook middleware interceptor
route router path url
header headers meta
cookie session
proxy gateway
priority importance weight
old previous legacy stale outdated
new fresh recent
deprecated obsolete
expand extend grow
shrink reduce collapse
freeze immutable readonly const
change modify mutate edit alter update
move rename mv relocate
reverse invert backward flip
rotate shift
negate not opposite complement invert
negative minus
positive plus
leap bisect
weekday workday business
human readable pretty humanize
`;

/** Names of concepts by the stem of a word. */
function readConcepts(): ReadonlyMap<string, readonly string[]> {
  const concepts = new Map<string, string[]>();
  for (const line of lines.trim().split('\n')) {
    const words = line.split(' ').map(stem);
    for (const word of new Set(words))
      concepts.set(word, [...(concepts.get(word) ?? []), `=${line.split(' ').slice(0, 2).join(' ')}`]);
  }
  return concepts;
}

/** The concepts of stems, read when first needed by whoever holds it. */
export class Concepts {
  #byStem: ReadonlyMap<string, readonly string[]> | undefined;

  of(term: string): readonly string[] {
    this.#byStem ??= readConcepts();
    return this.#byStem.get(term) ?? [];
  }
}
