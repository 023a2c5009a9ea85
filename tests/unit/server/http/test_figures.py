from server.http.figures import Figures


async def test_counts_become_gauges_and_totals_become_counters() -> None:
    text = (await Figures(lambda: {"peers": 3, "frames_total": 7}).text()).decode()
    assert "auxilio_peers 3.0" in text
    assert "# TYPE auxilio_frames_total counter" in text
    assert "auxilio_frames_total 7.0" in text


async def test_two_applications_do_not_mix() -> None:
    first, second = Figures(dict), Figures(dict)
    first.requests.labels("GET", "/x", "200").inc()
    assert '"/x"' in (await first.text()).decode()
    assert '"/x"' not in (await second.text()).decode()
