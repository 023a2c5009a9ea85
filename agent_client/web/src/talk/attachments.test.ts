import { afterEach, describe, expect, test, vi } from "vitest";

import { Http } from "../api/http";
import { attachmentDoors, isPicture, whyNot } from "./attachments";
import { sizeWords } from "./size";

afterEach(() => vi.unstubAllGlobals());

const ATTACHMENT = { attachment_id: "a_1", name: "x", media_type: "image/png", size_bytes: 3 };

describe("an attachment", () => {
  test("goes as its bytes, with its name in a header of Latin letters (T7)", async () => {
    const fetched = vi.fn((_address: string, _init: RequestInit) =>
      Promise.resolve(Response.json(ATTACHMENT)),
    );
    vi.stubGlobal("fetch", fetched);
    const http = new Http();
    http.csrf = "proof";
    const doors = attachmentDoors(http, "/api/sessions/s_1/attachments", "?room=inner");
    const file = new File(["abc"], "Añ\u{1f600}.png", { type: "image/png" });
    expect(await doors.send(file)).toEqual(ATTACHMENT);
    const [address, init] = fetched.mock.calls[0] ?? [];
    expect(address).toBe("/api/sessions/s_1/attachments?room=inner");
    expect(init?.headers).toMatchObject({
      "X-File-Name": "A%C3%B1%F0%9F%98%80.png",
      "X-CSRF-Token": "proof",
    });
    expect(doors.address(ATTACHMENT)).toBe("/api/sessions/s_1/attachments/a_1");
  });

  test("that is refused, or has no line, is a problem", async () => {
    const doors = attachmentDoors(new Http(), "/api/help/attachments");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no line")));
    await expect(doors.send(new File(["x"], "x"))).rejects.toMatchObject({ code: "offline" });
    vi.stubGlobal("fetch", () =>
      Promise.resolve(Response.json({ code: "message_too_big" }, { status: 413 })),
    );
    await expect(doors.send(new File(["x"], "x"))).rejects.toMatchObject({ code: "message_too_big" });
  });

  test("is shown as a picture only if it is of a raster kind (T7)", () => {
    expect(isPicture(ATTACHMENT)).toBe(true);
    expect(isPicture({ ...ATTACHMENT, media_type: "image/svg+xml" })).toBe(false);
    expect(isPicture({ ...ATTACHMENT, media_type: "text/html" })).toBe(false);
  });

  test("is not sent when it is too large or one too many (L1)", () => {
    expect(whyNot({ size: 26_214_400 }, 9)).toBeNull();
    expect(whyNot({ size: 26_214_401 }, 0)).toBe("too_large");
    expect(whyNot({ size: 1 }, 10)).toBe("too_many");
  });
});

test("sizes are said as people read them", () => {
  expect([0, 999, 1400, 26_214_400, 2_147_483_648].map((bytes) => sizeWords(bytes, "en"))).toEqual([
    "0 B",
    "999 B",
    "1.4 kB",
    "26 MB",
    "2.1 GB",
  ]);
  expect(sizeWords(1_400_000, "es")).toBe("1,4 MB");
});
