// All pictures of one width beside each other.

export function sheet(width, files) {
  const figures = files.map((file) => `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${file.replace(/\.png$/, "")}</figcaption></figure>`);
  return `<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<title>At ${width} pixels</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 1em; background: #888; color: #fff; display: flex; flex-wrap: wrap; gap: 1em; }
figure { margin: 0; }
img { display: block; inline-size: ${Math.min(width, 440)}px; border: 1px solid #444; }
</style>
${figures.join("\n")}
</html>
`;
}
