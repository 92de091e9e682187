"""Words as the rules see them: which say something, and what kind of phrase a first word opens."""

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z][a-z-]{3,}")
_ENDINGS = ("ingly", "edly", "ing", "ied", "ies", "es", "ed", "s")
_MIN_STEM = 4
"""Letters that have to stay when an ending is taken off."""

_MIN_RARE = 5
"""Letters; `page` and `site` stand everywhere."""


def words_of(words: str) -> frozenset[str]:
    """Return the words of a text with blanks between, as a set."""
    return frozenset(words.split())


_STOP_WORDS = words_of(
    """
    about after again also although among another anything away back because been before began begin
    begins behind being below between both cannot could does done down during each either else ends
    even ever every everything exactly first five four from further gets give given gives goes have
    having hence here however inside instead into itself just keep keeps kept last later least less
    lets like made make makes many might mine more most much must near neither never next none
    nothing often once only onto other others outside over rather same second seen several shall
    should since some something soon start started starts still such take taken takes than that
    their them then there these they thing things third this those though three through thus till
    together toward towards under unless until upon used uses using very want wants were what
    whatever when where whether which while whom whose will with within without would your yours
    """
)

# What nearly every question on this subject says: that it stands in one option alone tells nothing.
_COMMON_TERMS = words_of(
    """
    access account accounts action actions allow allowed allows amazon answer answers application
    bucket buckets call change changes client company condition console content-type create created creates
    credential credentials customer customers data days default delete deleted denied deny download
    downloads encrypted encryption endpoint error expire expired expires expiry file files function
    group header hour hours http https identity instance instances internet key keys lambda lifetime
    link links list member minute minutes name names network object objects operation option options
    permission permissions policies policy presign presigned private public read reading reads
    region regions request requests requirement requirements resource role roles rule rules secret
    select send sends server servers service services session sessions setting settings sign
    signature signed signer signing signs solution statement storage store stored stores team token
    traffic upload uploaded uploads urls user users valid value version versions week weeks work
    works write year years
    """
)
_SERVICES = words_of(
    """
    amplify appsync athena aurora backup beanstalk batch cloudformation cloudfront cloudtrail
    cloudwatch cognito config datasync detective direct-connect dynamodb elasticache eventbridge
    fargate firehose gateway glacier glue guardduty inspector kinesis lambda lightsail macie neptune
    opensearch organizations quicksight redshift rekognition route sagemaker shield snowball
    step-functions transcribe transit translate
    """
)


def _stem_of(word: str) -> str:
    """Return a word without its ending, so that `uploads` and `uploaded` are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
            return word[: -len(ending)]
    return word


_COMMON = frozenset(_stem_of(word) for word in _COMMON_TERMS | _SERVICES)


@lru_cache(maxsize=65536)
def _content_stem(word: str) -> str:
    """Return the stem of a word that says something; else nothing."""
    return "" if word in _STOP_WORDS else _stem_of(word)


@lru_cache(maxsize=65536)
def _rare_stem(word: str) -> str:
    """Return the stem of a rare word; else nothing."""
    stem = _content_stem(word)
    return "" if len(word) < _MIN_RARE or stem in _COMMON else stem


def content_words(text: str) -> dict[str, str]:
    """Return the words that say something, by their stems, each as it is written in lower case."""
    return {stem: word for word in _WORD.findall(text.lower()) if (stem := _content_stem(word))}


def rare_words(text: str) -> dict[str, str]:
    """Return the longer content words that are neither daily terms of the subject nor names of services."""
    return {stem: word for word in _WORD.findall(text.lower()) if (stem := _rare_stem(word))}


_DETERMINERS = words_of(
    """
    a an the this that these those its their his her our your my each every all both some any no one
    two three four five many most few several another either neither
    """
)
_PREPOSITIONS = words_of(
    "by with without in on at from for through via after before during within under over until per"
)
_PRONOUNS = words_of("it they he she we you nobody somebody everybody nothing everything none")
_IMPERATIVES = words_of(
    """
    accept activate add adjust allow append apply assign associate assume attach block build call
    change check choose clear compress configure connect convert copy create deactivate decrypt
    define delete deliver deny deploy designate detach develop disable distribute divide download
    email enable encrypt enforce ensure establish expand export expose extend fetch follow generate
    give grant have implement import increase ingest insert install instruct integrate invoke issue
    keep launch let limit list load lower make mask migrate modify monitor move mount name obtain
    open order paste perform place point prepare presign promote provide provision publish purchase
    put raise read receive record reduce register remove rename renew replace replicate require
    resize restart restore restrict retrieve return revoke rotate route run save schedule search see
    select send serve set share shorten sign split start stop store stream switch tag take tell
    transfer turn update upgrade upload use validate verify wait wrap write
    """
)
_NO_GERUNDS = words_of("during string thing nothing something anything everything spring king ring")
_FIRST = re.compile(r"[^\w]*([A-Za-z][A-Za-z'-]*|[0-9][\w.,%-]*)[^\w\s]*(?:\s+([A-Za-z]+))?")

IMPERATIVE = "an imperative"
GERUND = "a form in -ing"
INFINITIVE = "to and a verb"
NOUN = "a noun"
PREPOSITION = "a preposition"


def opening(text: str) -> str | None:
    """Return what kind of phrase a text begins with; None where the first word alone does not tell."""
    found = _FIRST.match(text)
    if found is None:
        return None
    first, second = found.group(1).lower(), (found.group(2) or "").lower()
    if first == "to":
        return INFINITIVE
    if second == "of":
        # All, none or most of something: it depends on what.
        return None
    if first in _DETERMINERS or first in _PRONOUNS or first[0].isdigit():
        return NOUN
    if first in _PREPOSITIONS:
        return PREPOSITION
    if first.endswith("ing") and len(first) > 4 and first not in _NO_GERUNDS:
        return GERUND
    if first in _IMPERATIVES or second in _DETERMINERS:
        return IMPERATIVE
    return None
