// Makes the pictures of pages small: a page has few colours, and 256 of them are enough for it.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const most = 256 // colours in a palette

/** Picture is what a PNG shows: a colour, 0xRRGGBB, for each of its points, line by line. */
export interface Picture {
  width: number
  height: number
  points: Uint32Array
}

/** shrink writes a screenshot again, with a palette. Its most frequent colours stay what they are. */
export function shrink(png: Buffer): Buffer {
  return encode(decode(png))
}

/** decode reads a PNG of 8 bits a channel that is opaque and not interlaced, as a browser's screenshots are. */
export function decode(png: Buffer): Picture {
  const parts = chunks(png)
  const head = parts.find(({ type }) => type === 'IHDR')?.data
  const [depth, kind, , , interlaced] = head?.subarray(8) ?? []
  if (!head || depth !== 8 || (kind !== 2 && kind !== 3 && kind !== 6) || interlaced !== 0) {
    throw new Error('reading a PNG: it is not of 8 bits a channel, or it is interlaced')
  }
  const width = head.readUInt32BE(0)
  const height = head.readUInt32BE(4)
  const size = kind === 3 ? 1 : kind === 2 ? 3 : 4
  const packed = parts.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  const bytes = unfilter(inflateSync(Buffer.concat(packed)), width * size, height, size)
  const palette = parts.find(({ type }) => type === 'PLTE')?.data ?? Buffer.alloc(0)
  const points = new Uint32Array(width * height)
  for (let i = 0; i < points.length; i++) {
    points[i] = kind === 3 ? palette.readUIntBE(3 * at(bytes, i), 3) : bytes.readUIntBE(i * size, 3)
  }
  return { width, height, points }
}

/** encode writes a picture as a PNG with a palette of at most 256 colours. */
export function encode({ width, height, points }: Picture): Buffer {
  const { palette, places } = reduce(points)
  const lines = Buffer.alloc((width + 1) * height) // each begins with its filter: none
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      lines[y * (width + 1) + 1 + x] = places.get(at(points, y * width + x)) ?? 0
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3], 8)
  const colours = Buffer.alloc(palette.length * 3)
  for (const [i, colour] of palette.entries()) {
    colours.writeUIntBE(colour, i * 3, 3)
  }
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const at = (list: ArrayLike<number>, i: number) => list[i] ?? 0

function chunks(png: Buffer): { type: string; data: Buffer }[] {
  const found = []
  for (let i = signature.length; i < png.length; ) {
    const length = png.readUInt32BE(i)
    found.push({ type: png.toString('latin1', i + 4, i + 8), data: png.subarray(i + 8, i + 8 + length) })
    i += 12 + length
  }
  return found
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  data.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}

/** unfilter undoes what each line of a PNG was filtered by. */
function unfilter(raw: Buffer, line: number, height: number, size: number): Buffer {
  const out = Buffer.alloc(line * height)
  for (let y = 0; y < height; y++) {
    const filter = at(raw, y * (line + 1))
    for (let x = 0; x < line; x++) {
      const i = y * line + x
      const left = x >= size ? at(out, i - size) : 0
      const up = y > 0 ? at(out, i - line) : 0
      const corner = x >= size && y > 0 ? at(out, i - line - size) : 0
      const guess = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter] ?? 0
      out[i] = at(raw, y * (line + 1) + 1 + x) + guess
    }
  }
  return out
}

/** nearest is Paeth's guess: whichever of the neighbours is nearest to left + up - corner. */
function nearest(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** reduce chooses a palette, and says for each colour its place in it. */
function reduce(points: Uint32Array): { palette: number[]; places: Map<number, number> } {
  const counts = new Map<number, number>()
  for (const colour of points) {
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const colours = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b)
  const palette = colours.slice(0, colours.length <= most ? most : 64)
  // Then those that are far from all that were chosen, and ever nearer ones, while there is room.
  for (const far of [900, 400, 150, 50, 0]) {
    for (const colour of colours) {
      if (palette.length < most && palette.every((chosen) => distance(chosen, colour) > far)) {
        palette.push(colour)
      }
    }
  }
  const places = new Map(colours.map((colour) => [colour, closest(palette, colour)]))
  return { palette, places }
}

function closest(palette: number[], colour: number): number {
  let best = 0
  for (let i = 1; i < palette.length; i++) {
    if (distance(at(palette, i), colour) < distance(at(palette, best), colour)) {
      best = i
    }
  }
  return best
}

/** distance is how different two colours are, squared. */
function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return red * red + green * green + blue * blue
}
