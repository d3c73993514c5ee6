"""Tables of medians, and the ratios to the best peer."""

import re

import measure


def table(results):
    """Markdown: one row for each contender of each workload."""
    lines = ["| workload | contender | wall s | CPU s | CPU / best peer | peak MiB | requests | connections |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for workload, by_name in results.items():
        costs = {name: {field: measure.median([getattr(cost, field) for cost in runs])
                        for field in ("wall", "cpu", "peak_mib", "requests", "connections")}
                 for name, runs in by_name.items()}
        peers = [cost["cpu"] for name, cost in costs.items() if not name.startswith("cairn")]
        best = min(peers) if peers else None
        for name, cost in costs.items():
            ratio = f"{cost['cpu'] / best:.2f}" if best else "-"
            lines.append(f"| {workload} | {name} | {cost['wall']:.2f} | {cost['cpu']:.2f} | {ratio} | "
                         f"{cost['peak_mib']:.0f} | {cost['requests']:.0f} | {cost['connections']:.0f} |")
    return "\n".join(lines)


def snapshot_table(results):
    """Markdown: one row for each backup program of each workload."""
    lines = ["| workload | contender | wall s | CPU s | CPU / best peer | peak MiB | stored MiB | objects | requests |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for workload, by_name in results.items():
        costs = {name: {field: measure.median([getattr(cost, field) for cost in runs])
                        for field in ("wall", "cpu", "peak_mib", "stored_mib", "objects", "requests")}
                 for name, runs in by_name.items()}
        peers = [cost["cpu"] for name, cost in costs.items() if name != "cairn"]
        for name, cost in costs.items():
            ratio = f"{cost['cpu'] / min(peers):.2f}" if peers else "-"
            lines.append(f"| {workload} | {name} | {cost['wall']:.2f} | {cost['cpu']:.2f} | {ratio} | "
                         f"{cost['peak_mib']:.0f} | {cost['stored_mib']:.0f} | {cost['objects']:.0f} | "
                         f"{cost['requests']:.0f} |")
    return "\n".join(lines)


def server_table(results):
    """Markdown: one row for each server of each step; CPU is the server's own."""
    lines = ["| step | server | operations/s | p99 ms | CPU us/operation | MiB/s | CPU s/GiB | RSS MiB | peak MiB |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for step, by_name in results.items():
        for name, runs in by_name.items():
            middle = {field: measure.median([run[field] for run in runs]) for field in runs[0]}
            large = middle["mib"] >= 64 and middle["operations"] < 500
            per_second = "-" if large else f"{middle['operations'] / middle['seconds']:.0f}"
            per_operation = "-" if large else f"{middle['cpu'] * 1e6 / middle['operations']:.0f}"
            rate = f"{middle['mib'] / middle['seconds']:.0f}" if large else "-"
            per_gib = f"{middle['cpu'] * 1024 / middle['mib']:.2f}" if large else "-"
            if not middle["mib"] and not middle["cpu"]:
                per_second = per_operation = "-"
            lines.append(f"| {step} | {name} | {per_second} | {middle['p99ms']:.1f} | {per_operation} | {rate} | "
                         f"{per_gib} | {middle['rss']:.0f} | {middle['peak']:.0f} |")
    return "\n".join(lines)


def replace_section(path, section, text):
    """Puts `text` between the two marks of a section in a Markdown file."""
    with open(path) as file:
        document = file.read()
    pattern = re.compile(rf"(<!-- {section} -->\n).*?(<!-- end of {section} -->)", re.S)
    with open(path, "w") as file:
        file.write(pattern.sub(lambda found: found.group(1) + text + "\n" + found.group(2), document))
