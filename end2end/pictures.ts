// Pictures made in code, so that the tests bring no files along.
import { crc32, deflateSync } from "node:zlib";
import type { Page } from "@playwright/test";

/** A file as Playwright's inputs take it. */
export interface Picture {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

type Colour = [red: number, green: number, blue: number];

function chunk(type: string, data: Buffer) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return whole;
}

/** A PNG of one colour. */
export function png(name: string, width: number, height: number, [red, green, blue]: Colour): Picture {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))];
  return { name, mimeType: "image/png", buffer: Buffer.concat([signature, ...parts]) };
}

/** A JPEG as phones make them: lying on its side, with a note how to turn it and where it was taken. */
export async function jpegFromPhone(page: Page, name: string, width: number, height: number): Promise<Picture> {
  const plain = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d")!;
      context.fillStyle = "rgb(30, 120, 70)";
      context.fillRect(0, 0, width, height);
      return canvas.toDataURL("image/jpeg").split(",")[1];
    },
    [width, height] as const,
  );
  const jpeg = Buffer.from(plain, "base64");
  // The note goes right after the mark that begins the file.
  return {
    name,
    mimeType: "image/jpeg",
    buffer: Buffer.concat([jpeg.subarray(0, 2), exif(), jpeg.subarray(2)]),
  };
}

/** An APP1 segment: a quarter turn to the right, 45° 45′ 0″ N, 4° 50′ 0″ E. */
function exif() {
  // Two lists of entries of 12 bytes each; what follows them is the place in degrees, minutes and seconds.
  const [first, second, places] = [8, 38, 92];
  const tiff = Buffer.alloc(places);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(first, 4);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  tiff.writeUInt16LE(2, first);
  entry(first + 2, 0x0112, 3, 1, 6);
  entry(first + 14, 0x8825, 4, 1, second);
  tiff.writeUInt16LE(4, second);
  entry(second + 2, 1, 2, 2, "N".charCodeAt(0));
  entry(second + 14, 2, 5, 3, places);
  entry(second + 26, 3, 2, 2, "E".charCodeAt(0));
  entry(second + 38, 4, 5, 3, places + 24);
  const degrees = Buffer.alloc(48);
  [45, 1, 45, 1, 0, 1, 4, 1, 50, 1, 0, 1].forEach((number, at) => degrees.writeUInt32LE(number, at * 4));
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, degrees]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
