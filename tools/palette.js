// Turns a PNG into at most 256 colours: the most frequent ones, and for every other the nearest of them.
// Takes the file in base64; gives {width, height, colours: [r, g, b, ...], pixels: one index a pixel, in base64}.
async (png) => {
  const MOST = 256;
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const data = canvas.getImageData(0, 0, width, height).data;
  const colourAt = (pixel) => (data[4 * pixel] << 16) | (data[4 * pixel + 1] << 8) | data[4 * pixel + 2];

  const counts = new Map();
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    counts.set(colourAt(pixel), (counts.get(colourAt(pixel)) ?? 0) + 1);
  }
  const kept = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one)).slice(0, MOST);
  const apart = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const distance = (one, other) => apart(one).reduce((sum, part, index) => sum + (part - apart(other)[index]) ** 2, 0);
  const indices = new Map(kept.map((colour, index) => [colour, index]));
  for (const colour of counts.keys()) {
    if (indices.has(colour)) continue;
    const nearest = kept.reduce((best, other) => (distance(colour, other) < distance(colour, best) ? other : best));
    indices.set(colour, kept.indexOf(nearest));
  }

  let pixels = "";
  for (let pixel = 0; pixel < width * height; pixel += 1) pixels += String.fromCharCode(indices.get(colourAt(pixel)));
  return { width, height, colours: kept.flatMap(apart), pixels: btoa(pixels) };
}
