import { expect, test } from "vitest";
import { readAddress } from "../../ui/address";
import { roomsAddress } from "./rooms-address";

test("each list is sorted its own way until somebody chooses another", () => {
  const [ofSchool, ofOrder] = [roomsAddress("attention"), roomsAddress("created_at")];
  expect(readAddress(ofSchool, "?q=7-1&state=perhaps")).toEqual({ q: "7-1", state: "", sort: "attention" });
  expect(readAddress(ofOrder, "?state=not_ready")).toEqual({ q: "", state: "not_ready", sort: "created_at" });
  expect(readAddress(ofOrder, "?sort=name").sort).toBe("name");
});
