import pytest

from uri_template import TemplateError, check, expand, variables

VALUES = {
    "var": "value",
    "hello": "Hello World!",
    "half": "50%",
    "path": "/foo/bar",
    "empty": "",
    "undef": None,
    "x": 1024,
    "y": 768,
    "list": ["red", "green", "blue"],
    "keys": {"semi": ";", "dot": ".", "comma": ","},
    "no_items": [],
}


def test_simple():
    assert expand("{var}", VALUES) == "value"
    assert expand("{hello}", VALUES) == "Hello%20World%21"
    assert expand("{half}", VALUES) == "50%25"
    assert expand("map?{x,y}", VALUES) == "map?1024,768"
    assert expand("{x,empty}", VALUES) == "1024,"


def test_undefined_leaves_nothing():
    assert expand("?{x,undef}", VALUES) == "?1024"
    assert expand("a{undef}b{missing}c", VALUES) == "abc"
    assert expand("{?undef,no_items}", VALUES) == ""


def test_prefixes():
    assert expand("{var:3}", VALUES) == "val"
    assert expand("{var:30}", VALUES) == "value"
    assert expand("{hello:6}{half:3}", VALUES) == "Hello%2050%25"
    with pytest.raises(TemplateError):
        expand("{list:3}", VALUES)


def test_lists_and_keys():
    assert expand("{list}", VALUES) == "red,green,blue"
    assert expand("{list*}", VALUES) == "red,green,blue"
    assert expand("{keys}", VALUES) == "semi,%3B,dot,.,comma,%2C"
    assert expand("{keys*}", VALUES) == "semi=%3B,dot=.,comma=%2C"


def test_reserved_stays():
    assert expand("{+path}/here", VALUES) == "/foo/bar/here"
    assert expand("{path}/here", VALUES) == "%2Ffoo%2Fbar/here"
    assert expand("{+hello}", VALUES) == "Hello%20World!"
    assert expand("{+half}", VALUES) == "50%25"
    assert expand("{+done}", done="a%20b c") == "a%20b%20c"


def test_fragments():
    assert expand("X{#var}", VALUES) == "X#value"
    assert expand("{#path,x}", VALUES) == "#/foo/bar,1024"
    assert expand("{#undef}", VALUES) == ""


def test_labels_and_segments():
    assert expand("X{.x,y}", VALUES) == "X.1024.768"
    assert expand("X{.list*}", VALUES) == "X.red.green.blue"
    assert expand("{/var,x}/here", VALUES) == "/value/1024/here"
    assert expand("{/list*,path:4}", VALUES) == "/red/green/blue/%2Ffoo"
    assert expand("{/var,empty}", VALUES) == "/value/"


def test_parameters():
    assert expand("{;x,y,empty}", VALUES) == ";x=1024;y=768;empty"
    assert expand("{;list*}", VALUES) == ";list=red;list=green;list=blue"


def test_queries():
    assert expand("{?x,y}", VALUES) == "?x=1024&y=768"
    assert expand("{?x,empty}", VALUES) == "?x=1024&empty="
    assert expand("{?list}", VALUES) == "?list=red,green,blue"
    assert expand("{?list*}", VALUES) == "?list=red&list=green&list=blue"
    assert expand("{?keys*}", VALUES) == "?semi=%3B&dot=.&comma=%2C"
    assert expand("?fixed=yes{&x}", VALUES) == "?fixed=yes&x=1024"


def test_none_in_lists():
    assert expand("{list}", list=["a", None, "b"]) == "a,b"
    assert expand("{?keys*}", keys={"a": 1, "b": None}) == "?a=1"
    assert expand("{?list}", list=[None]) == ""


def test_empty_text_in_a_list():
    assert expand("{/list*}", list=[""]) == "/"
    assert expand("{list}", list=["", "a"]) == ",a"


def test_other_values():
    assert expand("{flag}{none}", flag=True, none=0) == "true0"
    assert expand("{name}", name="ü") == "%C3%BC"


@pytest.mark.parametrize("template", ["{", "a}", "{}", "{a b}", "{a:0}", "{a,}", "{=a}", "{a{b}"])
def test_bad_templates(template):
    with pytest.raises(TemplateError):
        check(template)


def test_variables():
    assert variables("/{a}/{b:3}{?c*,a}") == ["a", "b", "c"]
