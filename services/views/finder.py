"""„Помогнете ми да избера“. Answers are kept nowhere: they are in the address, and no cache keeps the pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from services.finder import answers, results
from services.finder.forms import form_for
from services.finder.steps import RESULTS, change_links, step_at


@require_safe
@login_not_required
@cache_control(no_store=True)
def finder(request: HttpRequest) -> HttpResponse:
    """One question. `done` says that it comes back answered; `then`, that it was asked for from the results."""
    asked = answers.questions()
    codes = answers.read(request.GET, asked)
    is_change = request.GET.get("then") == RESULTS
    step = step_at(asked, codes, request.GET.get("done") or request.GET.get("ask", ""), is_change=is_change)
    if step is None:
        return redirect("finder_results")
    form = form_for(step.question, codes, request.GET if "done" in request.GET else None)
    if form.is_valid():
        answered = step_at(asked, {**codes, step.question.slug: form.codes()}, step.question.slug, is_change=is_change)
        return redirect(answered.next_url if answered else "finder_results")
    context = {
        "form": form,
        "step": step,
        "then": RESULTS if is_change else "",
        "danger": answers.in_danger(asked, codes),
        "is_danger_new": answers.in_danger(step.near, codes),
        "nav": "services",
    }
    return render(request, "services/finder.html", context)


@require_safe
@login_not_required
@cache_control(no_store=True)
def finder_results(request: HttpRequest) -> HttpResponse:
    asked = answers.questions()
    codes = answers.read(request.GET, asked)
    facts = answers.facts_of(asked, codes)
    address = f"{reverse('finder_results')}?{answers.query(codes)}"
    context = {
        "groups": results.groups(facts),
        "signposts": results.signposts(facts),
        "said": change_links(asked, codes),
        "danger": answers.in_danger(asked, codes),
        "address": request.build_absolute_uri(address),
        "nav": "services",
    }
    return render(request, "services/finder_results.html", context)
