#!/usr/bin/env python3
"""Writes man/cairn*.1 from what the parser says of itself and the sections in man/sections/.

usage: generate.py CAIRN_BINARY

The parser gives names, synopses, options and their help; man/sections/NAME.man gives what only a person can say. A test
compares the pages with the parser, so that neither can go stale alone.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def roff(text):
    """Text with what roff would take for its own escaped."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").split("\n")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in lines)


def paragraphs(text):
    return "\n.PP\n".join(roff(" ".join(part.split())) for part in text.strip().split("\n\n"))


def names(argument):
    words = []
    for name in argument.get("names", []):
        words.append(("-" if name["kind"] == "short" else "--") + name["name"])
    return sorted(words, key=lambda word: word.startswith("--"))


def value(argument):
    return argument.get("valueName", "value")


def synopsis(path, command):
    words = [f".B {roff(' '.join(path))}"]
    if any(argument["kind"] != "positional" for argument in command.get("arguments", [])):
        words.append("[\\fIoptions\\fR]")
    for argument in command.get("arguments", []):
        if argument["kind"] != "positional":
            continue
        word = f"\\fI{roff(value(argument))}\\fR" + ("..." if argument.get("isRepeating") else "")
        words.append(f"[{word}]" if argument.get("isOptional") else word)
    return "\n".join(words)


def shown(argument):
    return argument.get("shouldDisplay", True)


def help_text(argument):
    text = argument.get("abstract", "")
    if argument.get("allValues") and not all(word in text for word in argument["allValues"]):
        text += " One of " + ", ".join(argument["allValues"]) + "."
    default = argument.get("defaultValue")
    if default and "default" not in text and not argument.get("isRepeating"):
        text += f" Default: {default}."
    return text


def option(argument):
    spelled = [f"\\fB{roff(name)}\\fR" for name in names(argument)]
    tail = f" \\fI{roff(value(argument))}\\fR" if argument["kind"] == "option" else ""
    return f".TP\n{', '.join(spelled)}{tail}\n{roff(help_text(argument))}\n"


def options(command):
    """Arguments first, then the command's own options, then those of each group under its title."""
    text = ""
    positional = [a for a in command.get("arguments", []) if a["kind"] == "positional" and shown(a)]
    if positional:
        text += ".SH ARGUMENTS\n"
        for argument in positional:
            text += f".TP\n\\fI{roff(value(argument))}\\fR\n{roff(help_text(argument))}\n"
    named = [a for a in command.get("arguments", []) if a["kind"] != "positional" and shown(a)]
    titles = []
    for argument in named:
        title = argument.get("sectionTitle", "")
        if title not in titles:
            titles.append(title)
    text += ".SH OPTIONS\n"
    for title in sorted(titles, key=bool):
        if title:
            text += f".SS {roff(title)}\n"
        for argument in named:
            if argument.get("sectionTitle", "") == title:
                text += option(argument)
    return text


def written(name):
    """The hand-written sections of a page."""
    path = HERE / "sections" / (name + ".man")
    return path.read_text().strip() + "\n" if path.exists() else ""


def visible(command):
    return [c for c in command.get("subcommands", []) if c["commandName"] != "help" and c.get("shouldDisplay", True)]


def head(name, abstract):
    return f'.TH {name.upper()} 1 "" "Cairn" "Cairn manual"\n.SH NAME\n{roff(name)} \\- {roff(abstract.rstrip("."))}\n'


def leaves(command, path=()):
    """The commands below one that do something, each with the words that name it."""
    inner = visible(command)
    if not inner:
        yield path, command
    for sub in inner:
        yield from leaves(sub, path + (sub["commandName"],))


def describe(command):
    text = command.get("discussion", "")
    return paragraphs(text) + "\n" if text else ""


def page(command):
    """One page for a command, with its subcommands as sections."""
    name = "cairn-" + command["commandName"]
    path = ["cairn", command["commandName"]]
    text = head(name, command.get("abstract", "")) + ".SH SYNOPSIS\n"
    inner = visible(command) and list(leaves(command))
    text += "\n.br\n".join(synopsis(path + list(words), leaf) for words, leaf in leaves(command))
    text += "\n.SH DESCRIPTION\n" + roff(command.get("abstract", "")) + "\n"
    if command.get("discussion"):
        text += ".PP\n" + describe(command)
    if inner:
        text += ".SH COMMANDS\n"
        for words, sub in inner:
            text += f".TP\n\\fB{roff(' '.join(words))}\\fR\n{roff(sub.get('abstract', ''))}\n"
            if sub.get("discussion"):
                text += roff(" ".join(sub["discussion"].split())) + "\n"
        for words, sub in inner:
            title = " ".join(words).upper()
            text += options(sub).replace(".SH ARGUMENTS", f".SH ARGUMENTS OF {title}").replace(
                ".SH OPTIONS", f".SH OPTIONS OF {title}")
    else:
        text += options(command)
    text += written(name)
    text += ".SH EXIT STATUS\nSee\n.BR cairn (1).\n.SH SEE ALSO\n.BR cairn (1),\n.BR cairn.toml (5)\n"
    return name, text


def root(command):
    """cairn(1): the commands by group, then everything that all of them share."""
    text = head("cairn", command.get("abstract", "")) + ".SH SYNOPSIS\n.B cairn\n\\fIcommand\\fR [\\fIoptions\\fR] "
    text += "[\\fIlocation\\fR...]\n.SH DESCRIPTION\n" + describe(command) + ".SH COMMANDS\n"
    for sub in visible(command):
        text += f".TP\n.BR cairn\\-{roff(sub['commandName'])} (1)\n{roff(sub.get('abstract', ''))}\n"
    text += written("cairn")
    text += ".SH SEE ALSO\n" + ",\n".join(
        f".BR cairn\\-{roff(sub['commandName'])} (1)" for sub in visible(command)) + ",\n.BR cairn.toml (5)\n"
    return text


def main():
    binary = sys.argv[1]
    command = json.loads(subprocess.check_output([binary, "--experimental-dump-help"]))["command"]
    pages = {"cairn": root(command)}
    for sub in visible(command):
        name, text = page(sub)
        pages[name] = text
    for stale in HERE.glob("cairn*.1"):
        if stale.stem not in pages:
            stale.unlink()
    for name, text in pages.items():
        (HERE / (name + ".1")).write_text(".\\\" Generated by man/generate.py. Edit the help texts, or man/sections/.\n" + text)
    print(f"{len(pages)} pages")


if __name__ == "__main__":
    main()
