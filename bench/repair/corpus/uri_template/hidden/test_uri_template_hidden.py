import itertools

import pytest

from uri_template import TemplateError, check, expand, variables

VALUES = {
    "count": ["one", "two", "three"],
    "dom": ["example", "com"],
    "dub": "me/too",
    "hello": "Hello World!",
    "half": "50%",
    "var": "value",
    "who": "fred",
    "base": "http://example.com/home/",
    "path": "/foo/bar",
    "list": ["red", "green", "blue"],
    "keys": {"semi": ";", "dot": ".", "comma": ","},
    "v": "6",
    "x": "1024",
    "y": "768",
    "empty": "",
    "empty_keys": {},
    "undef": None,
}

# The examples of RFC 6570, 3.2.2 to 3.2.9.
EXAMPLES = """
{var} value|{hello} Hello%20World%21|{half} 50%25|O{empty}X OX|O{undef}X OX|{x,y} 1024,768|{x,hello,y} 1024,Hello%20World%21,768
?{x,empty} ?1024,|?{x,undef} ?1024|?{undef,y} ?768|{var:3} val|{var:30} value|{list} red,green,blue|{list*} red,green,blue
{keys} semi,%3B,dot,.,comma,%2C|{keys*} semi=%3B,dot=.,comma=%2C|{+var} value|{+hello} Hello%20World!|{+half} 50%25
{base}index http%3A%2F%2Fexample.com%2Fhome%2Findex|{+base}index http://example.com/home/index|O{+empty}X OX|O{+undef}X OX
{+path}/here /foo/bar/here|here?ref={+path} here?ref=/foo/bar|up{+path}{var}/here up/foo/barvalue/here|{+x,hello,y} 1024,Hello%20World!,768
{+path,x}/here /foo/bar,1024/here|{+path:6}/here /foo/b/here|{+list} red,green,blue|{+list*} red,green,blue|{+keys} semi,;,dot,.,comma,,
{+keys*} semi=;,dot=.,comma=,|{#var} #value|{#hello} #Hello%20World!|{#half} #50%25|foo{#empty} foo#|foo{#undef} foo
{#x,hello,y} #1024,Hello%20World!,768|{#path,x}/here #/foo/bar,1024/here|{#path:6}/here #/foo/b/here|{#list*} #red,green,blue
{#keys} #semi,;,dot,.,comma,,|{#keys*} #semi=;,dot=.,comma=,|{.who} .fred|{.who,who} .fred.fred|{.half,who} .50%25.fred
www{.dom*} www.example.com|X{.var} X.value|X{.empty} X.|X{.undef} X|X{.var:3} X.val|X{.list} X.red,green,blue|X{.list*} X.red.green.blue
X{.keys} X.semi,%3B,dot,.,comma,%2C|X{.keys*} X.semi=%3B.dot=..comma=%2C|X{.empty_keys} X|X{.empty_keys*} X|{/who} /fred
{/who,who} /fred/fred|{/half,who} /50%25/fred|{/who,dub} /fred/me%2Ftoo|{/var} /value|{/var,empty} /value/|{/var,undef} /value
{/var,x}/here /value/1024/here|{/var:1,var} /v/value|{/list} /red,green,blue|{/list*} /red/green/blue|{/list*,path:4} /red/green/blue/%2Ffoo
{/keys} /semi,%3B,dot,.,comma,%2C|{/keys*} /semi=%3B/dot=./comma=%2C|{;who} ;who=fred|{;half} ;half=50%25|{;empty} ;empty
{;v,empty,who} ;v=6;empty;who=fred|{;v,bar,who} ;v=6;who=fred|{;x,y} ;x=1024;y=768|{;x,y,empty} ;x=1024;y=768;empty
{;x,y,undef} ;x=1024;y=768|{;hello:5} ;hello=Hello|{;list} ;list=red,green,blue|{;list*} ;list=red;list=green;list=blue
{;keys} ;keys=semi,%3B,dot,.,comma,%2C|{;keys*} ;semi=%3B;dot=.;comma=%2C|{?who} ?who=fred|{?half} ?half=50%25|{?x,y} ?x=1024&y=768
{?x,y,empty} ?x=1024&y=768&empty=|{?x,y,undef} ?x=1024&y=768|{?var:3} ?var=val|{?list} ?list=red,green,blue
{?list*} ?list=red&list=green&list=blue|{?keys} ?keys=semi,%3B,dot,.,comma,%2C|{?keys*} ?semi=%3B&dot=.&comma=%2C|{&who} &who=fred
{&half} &half=50%25|?fixed=yes{&x} ?fixed=yes&x=1024|{&x,y,empty} &x=1024&y=768&empty=|{&var:3} &var=val|{&list*} &list=red&list=green&list=blue
{count} one,two,three|{/count} /one,two,three|{;count*} ;count=one;count=two;count=three|{?count} ?count=one,two,three|{&count*} &count=one&count=two&count=three
"""
CASES = [tuple(case.split(" ")) for line in EXAMPLES.strip().split("\n") for case in line.split("|")]


@pytest.mark.parametrize("template, expected", CASES)
def test_examples_of_the_standard(template, expected):
    assert expand(template, VALUES) == expected


def test_encoding():
    text = "".join(map(chr, range(32, 127)))
    unreserved = {c for c in text if c.isalnum() or c in "-._~"}
    reserved = set(":/?#[]@!$&'()*+,;=")
    for c in text:
        escaped = f"%{ord(c):02X}"
        assert expand("{c}", c=c) == (c if c in unreserved else escaped)
        assert expand("{+c}", c=c) == (c if c in unreserved | reserved else escaped)
        assert expand("{?c*}", c={c: c}) == f"?{expand('{c}', c=c)}={expand('{c}', c=c)}"
    assert expand("{+c}", c="%41%zz%4") == "%41%25zz%254"
    assert expand("{#c}", c="100%25") == "#100%25"
    assert expand("{c:2}", c="üöä") == "%C3%BC%C3%B6"


def test_values_of_other_kinds():
    for operator, between in zip(("", ".", "/"), (",", ".", "/")):
        lead = operator
        assert expand(f"{{{operator}a*}}", a=[1, None, True, ""]) == lead + between.join(["1", "true", ""])
    assert expand("{;a*}", a=["", "b"]) == ";a;a=b"
    assert expand("{?a*}", a=("", None, "b")) == "?a=&a=b"
    assert expand("{?a}", a=[""]) == "?a="
    assert expand("{?a*}", a={"k": ""}) == "?k="
    assert expand("{;a*}", a={"k": ""}) == ";k="
    assert expand("{?a}", a={"k": None}) == ""
    assert expand("{a}{b}{c}", a=False, b=0.5, c=0) == "false0.50"
    assert expand("{a}", {"a": 1}, a=2) == "2"
    for name in ("list", "keys", "dom"):
        with pytest.raises(TemplateError):
            expand(f"{{{name}:2}}", VALUES)
    assert expand("{a:2}", a=[]) == ""


def test_order_of_any_pair():
    for a, b in itertools.permutations(["x", "empty", "undef", "who"], 2):
        kept = [name for name in (a, b) if name != "undef"]
        assert expand(f"{{?{a},{b}}}", VALUES) == "?" + "&".join(f"{n}={VALUES[n]}" for n in kept)
        assert expand(f"{{/{a},{b}}}", VALUES) == "".join("/" + VALUES[n] for n in kept)


@pytest.mark.parametrize("template", ["{", "}", "{}", "{a", "a}", "{a b}", "{a:0}", "{a:10000}", "{a,}", "{,a}", "{=a}", "{|a}", "{a{b}", "{a*:3}", "{.}", "{a..b}", "{?}"])
def test_bad_templates(template):
    with pytest.raises(TemplateError):
        check(template)
    with pytest.raises(TemplateError):
        expand(template, a=1)


def test_names():
    assert expand("{a.b,c%20d,_e}", {"a.b": 1, "c%20d": 2, "_e": 3}) == "1,2,3"
    assert variables("{b}{+a,b}{?c*,d:3}{#a}") == ["b", "a", "c", "d"]
    assert variables("no") == []
    check("")
    assert expand("plain") == "plain"
