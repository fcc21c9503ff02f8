/** The lowest layer: the sample's picture and its words as quiet boxes; drawn once per view. */

const PAPER = "#ffffff";
const WORD = "rgb(70 85 120 / 5%)";
const WORD_LINE = "rgb(70 85 120 / 26%)";
const SHADOW = "rgb(16 24 40 / 22%)";

export function createPaper(layer) {
  let page = { width: 1, height: 1 };
  let picture = null;
  let words = [];
  let showWords = true;

  const shape = new Konva.Shape({ listening: false, perfectDrawEnabled: false });
  shape.sceneFunc((context) => {
    const scale = layer.getStage().scaleX();
    context.save();
    context.setAttr("shadowColor", SHADOW);
    context.setAttr("shadowBlur", 18);
    context.setAttr("shadowOffsetY", 2);
    context.setAttr("fillStyle", PAPER);
    context.fillRect(0, 0, page.width, page.height);
    context.restore();
    context.setAttr("imageSmoothingQuality", "high");
    if (picture) context.drawImage(picture, 0, 0, page.width, page.height);
    if (!showWords) return;
    context.beginPath();
    for (const { box } of words) {
      context.rect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    }
    context.setAttr("fillStyle", WORD);
    context.fill();
    context.setAttr("strokeStyle", WORD_LINE);
    context.setAttr("lineWidth", 1 / scale);
    context.stroke();
  });
  layer.add(shape);

  return {
    /** Show another page: its size, its picture (or null) and its words. */
    show(size, image, found) {
      [page, picture, words] = [size, image, found];
      layer.batchDraw();
    },
    toggleWords() {
      showWords = !showWords;
      layer.batchDraw();
      return showWords;
    },
  };
}
