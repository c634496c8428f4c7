"""The studio page: write what to see, ask for it, watch it come, judge it. Knows the portal, no rules and no SQL.

What the model will read and the storyboard are a `<dailies-script>` element, the clips are `<dailies-clip>` elements;
they speak to the HTTP API. Gradio carries the form and the answer; `assets/studio.js` adds the shots to what it sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from model.spec import Aspect
from portal.clip_request import MAX_COUNT, ClipRequest
from portal.errors import PortalError
from portal.model_version import ModelVersion
from portal.opening import FirstFrame
from portal.portal import Portal
from portal.shot import AskedShot
from webapp import present
from webapp.clip_schemas import DEFAULT_SECONDS
from webapp.pages.asked_fields import parse_opening, parse_seed, parse_shots
from webapp.pages.examples import EXAMPLES
from webapp.pages.frame import asker
from webapp.pages.remix import EXTEND, PARAMETER, extension_of, remix_of

PATH = "/studio"

SHAPES = {Aspect.WIDE: "Wide 16:9", Aspect.SQUARE: "Square 1:1", Aspect.TALL: "Tall 9:16"}

TAKES = [("One", 1), ("Two", 2), ("Three", 3), ("Four", MAX_COUNT)]
"""How many clips of one prompt, each with a seed of its own."""

SHORTEST_SECONDS = 1.0
LENGTH_STEP_SECONDS = 0.5

# The page's script may still be on its way when a field changes: it finds there what it missed. Until then Generate
# sends the fields alone.
TELL_SCRIPT = "(...fields) => { window.dailiesFields = fields; window.dailiesStudio?.wrote(...fields); }"
TAKE_SHOTS_ALONG = "(...fields) => window.dailiesStudio?.collect(...fields) ?? fields"
TELL_FAILURE = "() => window.dailiesStudio.callFailed()"


@dataclass(frozen=True, slots=True)
class Layout:
    """The components of the page."""

    page: gr.Blocks
    masthead: gr.HTML
    prompt: gr.Textbox
    model: gr.Dropdown
    aspect: gr.Radio
    seconds: gr.Slider
    seed: gr.Textbox
    takes: gr.Radio
    fast: gr.Checkbox
    shots: gr.Textbox
    """JSON of the shots with what the artist saw of each; filled by the page's script when Generate is pressed."""
    opening: gr.Textbox
    """JSON of what the clip begins with, by the page's script; empty where it begins with nothing."""
    press: gr.Textbox
    """The idempotency key of one press of Generate."""
    generate: gr.Button
    answer: gr.HTML
    examples: gr.Dataset


def layout(models: Sequence[ModelVersion], prompt_limit_characters: int) -> Layout:
    """Draw the page for the models on offer, the default first; the portal says when another one can do less."""
    capabilities = models[0].capabilities
    with gr.Blocks(title="Studio · Dailies", analytics_enabled=False, fill_width=True) as page:
        masthead = gr.HTML(present.masthead(None, f"{PATH}/"), elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="studio"):
            with gr.Column(elem_id="composer", min_width=0):
                gr.HTML("<dailies-connection></dailies-connection>", elem_id="connection", apply_default_css=False)
                gr.HTML("<h1>What do you want to see?</h1>", apply_default_css=False)
                prompt = gr.Textbox(
                    label="Prompt",
                    lines=4,
                    max_lines=14,
                    max_length=prompt_limit_characters,
                    placeholder="Who or what is there, where, in which light, and what happens. Name colours.",
                    elem_id="prompt",
                    autofocus=True,
                )
                gr.HTML(present.script(prompt_limit_characters), elem_id="script", apply_default_css=False)
                gr.HTML("<dailies-still hidden></dailies-still>", elem_id="still", apply_default_css=False)
                examples = gr.Dataset(
                    components=[prompt],
                    samples=[[text] for text in EXAMPLES.values()],
                    sample_labels=list(EXAMPLES),
                    label="Or start from one of these",
                    type="values",
                    elem_id="examples",
                )
                model = gr.Dropdown(
                    [version.name for version in models],
                    value=models[0].name,
                    label="Model",
                    elem_id="model",
                    filterable=False,
                    visible=len(models) > 1,
                )
                aspect = gr.Radio(
                    [(SHAPES[aspect], aspect.value) for aspect in capabilities.sizes],
                    value=next(iter(capabilities.sizes)).value,
                    label="Shape",
                    elem_id="aspect",
                )
                with gr.Row(elem_id="small-print"):
                    seconds = gr.Slider(
                        SHORTEST_SECONDS,
                        capabilities.max_seconds,
                        value=min(DEFAULT_SECONDS, capabilities.max_seconds),
                        step=LENGTH_STEP_SECONDS,
                        label="Seconds",
                        elem_id="seconds",
                        buttons=[],
                    )
                    seed = gr.Textbox(
                        label="Seed", placeholder="Chosen for you", max_lines=1, max_length=20, elem_id="seed"
                    )
                takes = gr.Radio(TAKES, value=1, label="Takes", elem_id="takes")
                fast = gr.Checkbox(
                    label="Quick take: done sooner, rougher to look at",
                    elem_id="fast",
                    visible=capabilities.fast_steps is not None,
                )
                shots = gr.Textbox(visible=False)
                opening = gr.Textbox(visible=False)
                press = gr.Textbox(visible=False)
                with gr.Column(elem_id="ask", min_width=0):
                    gr.HTML("<dailies-estimate></dailies-estimate>", elem_id="estimate", apply_default_css=False)
                    generate = gr.Button("Generate", variant="primary", elem_id="generate")
                    answer = gr.HTML(elem_id="answer", apply_default_css=False)
            with gr.Column(elem_id="reel", min_width=0):
                gr.HTML("<h2>My clips</h2>", elem_id="reel-head", apply_default_css=False)
                gr.HTML(
                    present.reel(
                        {
                            "mine": "true",
                            "empty": "Nothing is on the reel yet. Write what you want to see and press Generate; "
                            "the clip appears here and stays.",
                        }
                    ),
                    apply_default_css=False,
                )
    return Layout(
        page,
        masthead,
        prompt,
        model,
        aspect,
        seconds,
        seed,
        takes,
        fast,
        shots,
        opening,
        press,
        generate,
        answer,
        examples,
    )


class Studio:
    """What happens on the page."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def open(self, request: gr.Request) -> tuple[Any, ...]:
        """Masthead and fields for whoever opened the page, filled in from a clip if its address says so."""
        member = asker(request)
        masthead = present.masthead(member, f"{PATH}/")
        query = dict(request.query_params)
        remixed, extended = query.get(PARAMETER), query.get(EXTEND)
        if not remixed and not extended:
            return (masthead, *[gr.skip()] * 6)
        try:
            if remixed:
                remix = remix_of(self._portal, member, remixed)
            else:
                remix = extension_of(self._portal, member, extended or "")
        except PortalError as error:
            return (masthead, *[gr.skip()] * 5, present.problem(error.message))
        seconds = gr.Slider(value=remix.seconds, maximum=remix.max_seconds)
        aspect = gr.skip() if remix.aspect is None else remix.aspect
        return masthead, remix.prompt, remix.model, aspect, seconds, remix.seed, remix.note

    def generate(
        self,
        prompt: str,
        model: str,
        aspect: str,
        seconds: float,
        seed: str,
        takes: int,
        fast: bool,
        shots: str,
        opening: str,
        press: str,
        request: gr.Request,
    ) -> str:
        """Ask for the clip and say that it is in line, or why it is not."""
        try:
            seen = parse_shots(shots)
            begins = parse_opening(opening)
            asked = ClipRequest(
                shots=seen or (AskedShot(prompt, seconds),),
                rewrite=bool(seen),  # what the artist has not seen yet, the studio rewrites
                fast=fast,
                aspect=aspect,
                seed=parse_seed(seed),
                count=takes,
                # Who leaves the model to the studio may get a version that shares the default's traffic.
                model=None if model == self._portal.models.named(None).name else model,
                first_frame=None if begins.upload is None else FirstFrame(upload_id=begins.upload),
                extends=begins.extends,
                idempotency_key=press or None,
            )
            return present.asked(self._portal.clips.ask_for(asker(request), asked))
        except PortalError as error:
            return present.problem(error.message)

    def suit(self, model: str) -> tuple[gr.Slider, gr.Checkbox]:
        """The fields as the chosen model can do them."""
        can = self._portal.models.named(model).capabilities
        return gr.Slider(maximum=can.max_seconds), gr.Checkbox(value=False, visible=can.fast_steps is not None)

    def take_example(self, sample: list[str]) -> str:
        """The prompt of the example that was picked."""
        return sample[0]


def wire(parts: Layout, studio: Studio) -> None:
    """Bind the handlers."""
    told = [parts.prompt, parts.model, parts.aspect, parts.seconds, parts.takes, parts.fast]
    with parts.page:
        parts.page.load(
            studio.open,
            outputs=[
                parts.masthead,
                parts.prompt,
                parts.model,
                parts.aspect,
                parts.seconds,
                parts.seed,
                parts.answer,
            ],
            api_visibility="private",
            show_progress="hidden",
        )
        parts.examples.click(
            studio.take_example,
            inputs=parts.examples,
            outputs=parts.prompt,
            api_visibility="private",
            show_progress="hidden",
        )
        parts.page.load(None, inputs=told, js=TELL_SCRIPT, api_visibility="private")  # the estimate is told at once
        gr.on(
            [
                parts.prompt.change,
                parts.model.change,
                parts.aspect.change,
                parts.seconds.change,
                parts.takes.change,
                parts.fast.change,
            ],
            None,
            inputs=told,
            js=TELL_SCRIPT,
            api_visibility="private",
        )
        parts.model.change(
            studio.suit,
            inputs=parts.model,
            outputs=[parts.seconds, parts.fast],
            api_visibility="private",
            show_progress="hidden",
        )
        fields = [parts.prompt, parts.model, parts.aspect, parts.seconds, parts.seed, parts.takes, parts.fast]
        asked = parts.generate.click(
            studio.generate,
            inputs=[*fields, parts.shots, parts.opening, parts.press],
            outputs=parts.answer,
            js=TAKE_SHOTS_ALONG,
            api_visibility="private",
            show_progress="hidden",
            # By default Gradio drops a press while the last one's answer is on its way. Here each press has a key, so
            # that impatience makes no second clip and a new wish is not lost.
            trigger_mode="multiple",
        )
        # The handler turns refusals into sentences; what fails before it, such as the gate, is told by the page itself.
        asked.failure(None, outputs=parts.answer, js=TELL_FAILURE, api_visibility="private")


def studio_page(portal: Portal, prompt_limit_characters: int) -> gr.Blocks:
    """The page, drawn and wired."""
    parts = layout(portal.models.available(), prompt_limit_characters)
    wire(parts, Studio(portal))
    return parts.page
