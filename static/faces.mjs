// The five faces of the check-in as small pictures for mails, which show no drawings: from the same lines as on the
// page. Few enough colours (one for lines, one for the disc, what lies between) that all five weigh about 5 kB.
import { readFile, writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

const SIZE = 80; // shown at 40: sharp on screens with twice the pixels
const FINE = 4; // samples to a pixel, each way
const LINE = [79, 70, 229];
const DISC = [238, 240, 255];
const STROKE = 2.5;

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

// "M15 34q9-12 18 0": the few commands that the mouths are drawn with, as points close together.
function outline(path) {
  const points = [];
  let at = [0, 0];
  for (const [, command, rest] of path.matchAll(/([MqhzZ])([^MqhzZ]*)/g)) {
    const numbers = (rest.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
    if (command === "M") points.push((at = numbers));
    else if (command === "h") points.push((at = [at[0] + numbers[0], at[1]]));
    else if (command === "q") {
      const [cx, cy, x, y] = numbers;
      const from = at;
      for (let step = 1; step <= 24; step += 1) {
        const t = step / 24;
        const bend = 2 * t * (1 - t);
        points.push((at = [from[0] + bend * cx + t * t * x, from[1] + bend * cy + t * t * y]));
      }
    } else points.push((at = points[0]));
  }
  return points;
}

function near([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy) <= STROKE / 2;
}

function isLine(point, mouth) {
  const [x, y] = point;
  if (Math.abs(Math.hypot(x - 24, y - 24) - 22) <= STROKE / 2) return true;
  if (Math.hypot(x - 17, y - 18) <= 2.5 || Math.hypot(x - 31, y - 18) <= 2.5) return true;
  if (y < 24) return false; // mouths lie below
  return mouth.some((to, index) => index > 0 && near(point, mouth[index - 1], to));
}

// 0: nothing; 1 to 7: line over nothing; 8 to 15: line over the disc.
function level(column, row, mouth) {
  let lines = 0;
  for (let sample = 0; sample < FINE * FINE; sample += 1) {
    const x = ((column + ((sample % FINE) + 0.5) / FINE) * 48) / SIZE;
    const y = ((row + (Math.floor(sample / FINE) + 0.5) / FINE) * 48) / SIZE;
    if (isLine([x, y], mouth)) lines += 1;
  }
  const share = Math.round((lines * 7) / (FINE * FINE));
  const middle = [((column + 0.5) * 48) / SIZE - 24, ((row + 0.5) * 48) / SIZE - 24];
  return Math.hypot(...middle) > 22 ? share : 8 + share;
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

function png(mouth) {
  const rows = Buffer.alloc((SIZE / 2 + 1) * SIZE);
  for (let row = 0; row < SIZE; row += 1) {
    for (let column = 0; column < SIZE; column += 2) {
      const pair = (level(column, row, mouth) << 4) | level(column + 1, row, mouth);
      rows[row * (SIZE / 2 + 1) + 1 + column / 2] = pair;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([4, 3, 0, 0, 0], 8); // sixteen colours from a palette
  const levels = [...Array(8).keys()];
  const mixed = levels.flatMap((part) => LINE.map((line, at) => Math.round(DISC[at] + ((line - DISC[at]) * part) / 7)));
  const palette = Buffer.from([...levels.flatMap(() => LINE), ...mixed]);
  const opacity = Buffer.from(levels.map((part) => Math.round((255 * part) / 7)));
  const parts = [chunk("IHDR", header), chunk("PLTE", palette), chunk("tRNS", opacity)];
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, ...parts, chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

export async function drawFaces(root) {
  const source = await readFile(join(root, "static/src/js/faces.js"), "utf8");
  await mkdir(join(root, "static/dist/mail"), { recursive: true });
  for (const [, value, path] of source.matchAll(/^ {2}([1-5]): "([^"]+)"/gm)) {
    await writeFile(join(root, `static/dist/mail/face-${value}.png`), png(outline(path)));
  }
}
