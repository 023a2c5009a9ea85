"""The direct path where only a TURN server leads from one to the other (coturn on loopback; SPEC D6)."""

import pytest
from playwright.sync_api import expect

from tests.support.scene import scene
from tests.support.turn_server import SECRET, turn_server

RELAYED_ONLY = """
const Real = window.RTCPeerConnection;
window.connections = [];
window.RTCPeerConnection = class extends Real {
  constructor(options) {
    super({ ...options, iceTransportPolicy: "relay" });
    window.connections.push(this);
  }
};
"""
PAIR_IN_USE = """async () => {
  const reports = await Promise.all(window.connections.map((one) => one.getStats()));
  for (const report of reports) {
    const pairs = [...report.values()].filter((one) => one.type === "candidate-pair" && one.nominated);
    for (const pair of pairs) {
      const local = report.get(pair.localCandidateId);
      return { type: local.candidateType, protocol: local.relayProtocol };
    }
  }
  return null;
}"""


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_the_picture_comes_directly_through_turn_alone_d6(transport: str) -> None:
    with (
        turn_server() as turn,
        scene(agent_script=RELAYED_ONLY, turn_urls=turn.url(transport), turn_secret=SECRET) as stage,
        stage.customer_program(stage.ask_for_help()),
    ):
        stage.take_next()
        stage.person.say_yes()
        stage.see_path("direct")
        assert stage.agent.evaluate(PAIR_IN_USE) == {"type": "relay", "protocol": transport}
        stage.take_control()


def test_a_turn_server_that_refuses_us_is_said_and_the_relay_goes_on_d6() -> None:
    with (
        turn_server() as turn,
        scene(
            agent_script=RELAYED_ONLY, turn_urls=turn.url("udp"), turn_secret="another secret than coturn has"
        ) as stage,
        stage.customer_program(stage.ask_for_help()),
    ):
        stage.take_next()
        stage.person.say_yes()
        stage.see_path("relay")
        expect(stage.agent.get_by_text("TURN server refuses our credentials")).to_be_visible()
        stage.take_control()
