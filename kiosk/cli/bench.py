"""`kiosk bench`: measurements beside the bare libraries."""

from dataclasses import asdict
from pathlib import Path

import click

from kiosk.cli.words import print_json, say


@click.group()
def bench() -> None:
    """Measure, side by side with the bare libraries."""


@bench.command()
@click.option("--pictures", required=True, type=click.Path(path_type=Path), help="A folder of pictures.")
@click.option("--manifest", type=click.Path(path_type=Path), help="What each picture holds, as JSON.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def scan(pictures: Path, manifest: Path | None, as_json: bool) -> None:
    """Count what each engine reads of the same pictures, and what CPU time it takes."""
    from kiosk.bench.scan import measure

    result = measure(pictures, manifest)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['pictures']} pictures")
    click.echo(f"{'engine':12} {'read':>6} {'wrong':>6} {'false':>6} {'mean ms':>9} {'median':>9} {'p95':>9}")
    for name, row in result["engines"].items():
        counts = f"{row['read']:6} {row['wrong']:6} {row['false']:6}"
        times = f"{row['cpu_ms_mean']:9.3f} {row['cpu_ms_median']:9.3f} {row['cpu_ms_p95']:9.3f}"
        click.echo(f"{name:12} {counts} {times}")


@bench.command()
@click.option(
    "--rounds", type=click.IntRange(1, 100_000), default=5, show_default=True, help="Faults to cause."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed repeats its run.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def faults(rounds: int, seed: int, as_json: bool) -> int:
    """Kill, stall and cut everything in turn; exit code 1 if an entry is lost or doubled."""
    from kiosk.bench.faults import measure

    outcome = measure(rounds, seed, lambda done: say(f"  {done} of {rounds} faults"))
    if as_json:
        print_json(asdict(outcome))
    else:
        for name, value in asdict(outcome).items():
            click.echo(f"{name:10} {value}")
    return 1 if outcome.lost or outcome.doubled else 0


@bench.command()
@click.option(
    "--seeds", type=click.IntRange(1, 12), default=1, show_default=True, help="Runs of every condition."
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def approach(seeds: int, as_json: bool) -> None:
    """A code is brought to the camera: frames and ms until it is read, beside zxing-cpp on every frame."""
    from kiosk.bench.approach import measure

    result = measure(seeds)
    if as_json:
        print_json(result)
        return
    click.echo(f"{result['sequences']} approaches, single frames by {', '.join(result['engines'])}")
    columns = ("read", "frames_median", "frames_p95", "ms_median", "ms_p95")
    click.echo(f"{'':16}" + "".join(f"{column:>15}" for column in columns))
    for name in ("kiosk", "zxing"):
        click.echo(f"{name:16}" + "".join(f"{result[name][column]!s:>15}" for column in columns))
    click.echo(
        f"\n{'condition':16} {'kiosk':>6} {'zxing':>6} {'of':>4} {'no frame read':>14} {'yet read':>9}"
    )
    for name, row in result["conditions"].items():
        counts = f"{row['kiosk']['read']:6} {row['zxing']['read']:6} {row['sequences']:4}"
        click.echo(f"{name:16} {counts} {row['no_frame_read']:14} {row['yet_read']:9}")


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def latency(as_json: bool) -> None:
    """From the frame to the light in a whole kiosk, beside decoding and one fsync alone."""
    from kiosk.bench.latency import measure

    result = measure()
    if as_json:
        print_json(result)
        return
    for name, value in result.items():
        click.echo(f"{name:12} {value}")


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def idle(as_json: bool) -> None:
    """What an empty entrance costs at 15 frames a second, beside pyzbar on each frame."""
    from kiosk.bench.idle import measure

    result = measure()
    if as_json:
        print_json(result)
        return
    for name, value in result.items():
        click.echo(f"{name:12} {value}")


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def screen(as_json: bool) -> None:
    """CPU milliseconds a frame of the screen, drawing and presenting apart."""
    from kiosk.bench.screen import choose_driver, measure

    choose_driver()
    result = measure()
    if as_json:
        print_json(result)
        return
    click.echo(f"driver {result['driver']}")
    for size, row in result["sizes"].items():
        drawing = ", ".join(f"{name} {ms} ms" for name, ms in row["draw_ms"].items())
        click.echo(f"{size:10} draw: {drawing}; present: {row['present_ms']} ms")


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def drain(as_json: bool) -> None:
    """How fast a backlog reaches the centre, beside a plain paho loop with the same packs."""
    from kiosk.bench.drain import measure

    result = measure()
    if as_json:
        print_json(result)
        return
    for name, row in result.items():
        click.echo(f"{name:8} {row}")


@bench.command()
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def ingest(as_json: bool) -> None:
    """How fast the centre takes in packs, beside inserting them unchecked, on SQLite and PostgreSQL."""
    from kiosk.bench.ingest import measure

    result = measure()
    if as_json:
        print_json(result)
        return
    for name, row in result.items():
        click.echo(f"{name:12} {row or 'is not installed'}")


@bench.command()
@click.option(
    "--inputs", type=click.IntRange(1), default=1_000_000, show_default=True, help="How many to hold up."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same inputs.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def hostile(inputs: int, seed: int, as_json: bool) -> int:
    """Hold up what strangers might; exit code 1 if any gets no answer, is slow, or makes memory grow."""
    from kiosk.bench.hostile import measure

    outcome = measure(inputs, seed, lambda done: say(f"  {done:,} of {inputs:,} inputs"))
    if as_json:
        print_json(outcome.to_json())
    else:
        for name, value in outcome.to_json().items():
            click.echo(f"{name:16} {dict(value) if isinstance(value, dict) else value}")
    return 0 if outcome.is_well else 1


@bench.command("pass")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def pass_(as_json: bool) -> None:
    """CPU microseconds to issue a pass, to accept it and to refuse it, beside the signature alone."""
    from kiosk.bench.pass_ import measure

    result = measure()
    if as_json:
        print_json(result)
        return
    for name, us in result.items():
        if isinstance(us, dict):
            for reason, each_us in us.items():
                click.echo(f"{name:12} {each_us:8} {reason}")
        else:
            click.echo(f"{name:12} {us:8}")


@bench.command()
@click.option("--runs", type=click.IntRange(1, 100), default=5, show_default=True, help="Starts.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def start(runs: int, as_json: bool) -> None:
    """Milliseconds from the start of a kiosk to the first code that it accepts, phase by phase."""
    from kiosk.bench.start import measure

    result = measure(runs, lambda done: say(f"  {done} of {runs} starts"))
    if as_json:
        print_json(result)
        return
    for name, row in result["phases"].items():
        click.echo(f"{name:14} {row['ms']:8.1f} ms {row['cpu_ms']:8.1f} ms of CPU")
    click.echo(f"{'total':14} {result['total_ms']:8.1f} ms {result['total_cpu_ms']:8.1f} ms of CPU")


@bench.command()
@click.option("--frames", type=click.IntRange(10), default=300_000, show_default=True, help="Pictures.")
@click.option("--visitors", type=click.IntRange(10), default=10_000, show_default=True, help="Who come.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def soak(frames: int, visitors: int, as_json: bool) -> int:
    """Run a kiosk as fast as it goes; exit code 1 if memory, files or threads grow, or an entry is lost."""
    from kiosk.bench.soak import measure

    outcome = measure(frames, visitors, lambda done: say(f"  {done:,} of {visitors:,} visitors"))
    if as_json:
        print_json(outcome.to_json())
    else:
        for name, value in outcome.to_json().items():
            click.echo(f"{name:12} {value}")
    return 0 if outcome.is_well else 1
