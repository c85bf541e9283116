// A screenshot with at most 256 colors: a fifth of its size, and nobody sees it. Reads only what
// Chromium writes (8 bits per channel, RGB or RGBA, not interlaced) and writes a palette PNG.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function fewerColors(png) {
  const { width, height, channels, pixels } = decode(png);
  const count = new Map();
  const colors = new Uint32Array(width * height);
  for (let i = 0, at = 0; i < colors.length; i += 1, at += channels) {
    const color = (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
    colors[i] = color;
    count.set(color, (count.get(color) ?? 0) + 1);
  }
  const { palette, nearest } = choose(count);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = nearest.get(colors[y * width + x]);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", table),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

// The most frequent colors stay as they are; every other one becomes the nearest of them. Text keeps
// its edges, because what lies between two frequent colors is near one of its own kind.
function choose(count) {
  const byFrequency = [...count].sort((a, b) => b[1] - a[1]).map(([color]) => color);
  const palette = byFrequency.slice(0, 160);
  const rest = byFrequency.slice(160);
  // The others in turn: whichever is the furthest from all that were chosen.
  const distance = new Float64Array(rest.length).fill(Infinity);
  const near = (color) => rest.forEach((other, i) => (distance[i] = Math.min(distance[i], apart(color, other))));
  palette.forEach(near);
  while (palette.length < 256 && rest.length > 0) {
    const furthest = distance.reduce((best, value, i) => (value > distance[best] ? i : best), 0);
    if (distance[furthest] === 0) break;
    palette.push(rest[furthest]);
    near(rest[furthest]);
  }
  const nearest = new Map(palette.map((color, i) => [color, i]));
  for (const color of rest) {
    if (nearest.has(color)) continue;
    let best = 0;
    palette.forEach((other, i) => {
      if (apart(color, other) < apart(color, palette[best])) best = i;
    });
    nearest.set(color, best);
  }
  return { palette, nearest };
}

function apart(a, b) {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)];
  return 3 * red * red + 6 * green * green + blue * blue;
}

function decode(png) {
  const data = [];
  let width, height, channels;
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      channels = { 2: 3, 6: 4 }[body[9]];
      if (body[8] !== 8 || !channels || body[12] !== 0) throw new Error("not a screenshot of Chromium");
    } else if (kind === "IDAT") {
      data.push(body);
    }
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(data));
  const line = width * channels;
  const pixels = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)];
    for (let x = 0; x < line; x += 1) {
      const left = x >= channels ? pixels[y * line + x - channels] : 0;
      const up = y > 0 ? pixels[(y - 1) * line + x] : 0;
      const corner = x >= channels && y > 0 ? pixels[(y - 1) * line + x - channels] : 0;
      pixels[y * line + x] = raw[y * (line + 1) + 1 + x] + guess(filter, left, up, corner);
    }
  }
  return { width, height, channels, pixels };
}

// What the PNG filter of a row expects of a byte.
function guess(filter, left, up, corner) {
  if (filter === 4) {
    const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
    return a <= b && a <= c ? left : b <= c ? up : corner;
  }
  return [0, left, up, (left + up) >> 1][filter];
}

function chunk(kind, body) {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
