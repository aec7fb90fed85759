// The one thing there is to look at: a line that breathes, ripples with sound, and curls into a turning loop
// while the OS thinks or waits. It knows states and loudness, nothing of microphones or sockets.

const POINTS = 220;
const STRANDS = 5;
const BANDS = 6;
const CALM = 1000 / 31; // milliseconds between two drawings while there is no sound: the OS needs this machine too
const LOOPS = new Set(["connecting", "asleep", "begin", "thinking", "away"]);

/** How each state holds the line: curl (0 a line, 1 a loop), breath (height at rest), light (0 to 1). */
const POSES = {
  connecting: { curl: 1, breath: 0.2, light: 0.55 },
  begin: { curl: 1, breath: 0.35, light: 1 },
  away: { curl: 1, breath: 0.1, light: 0.4 },
  asleep: { curl: 1, breath: 0.15, light: 0.5 },
  thinking: { curl: 1, breath: 0.5, light: 0.95 },
  listening: { curl: 0, breath: 0.22, light: 0.85 },
  hearing: { curl: 0, breath: 0.22, light: 1 },
  speaking: { curl: 0, breath: 0.3, light: 1 },
  muted: { curl: 0, breath: 0.05, light: 0.45 },
};

export class Line {
  #canvas;
  #pen;
  #state = "connecting";
  #sources = { mic: null, voice: null };
  #bands = new Float32Array(BANDS);
  #shape = { curl: 1, breath: 0, light: 0 };
  #time = 0;
  #last = 0;
  #frame = 0;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #colour = "255 244 232";

  #size;
  #height;

  /** `size` scales the drawing to the canvas; `height` is where on the canvas its middle is, 0 to 1 from the top. */
  constructor(canvas, { size = 1, height = 0.44 } = {}) {
    this.#canvas = canvas;
    this.#size = size;
    this.#height = height;
    this.#pen = canvas.getContext("2d");
    new ResizeObserver(() => this.#fit()).observe(canvas);
    document.addEventListener("visibilitychange", () => this.#wake());
    this.#still.addEventListener("change", () => this.#wake());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#dye());
    this.#dye();
    this.#fit();
    this.#wake();
  }

  set state(state) {
    this.#state = state in POSES ? state : "listening";
    this.#wake();
  }

  /** Follow an AnalyserNode (or nothing): "mic" moves the line while listening, "voice" while speaking. */
  follow(which, analyser) {
    this.#sources[which] = analyser && { analyser, data: new Uint8Array(analyser.frequencyBinCount) };
  }

  #dye() {
    this.#colour = getComputedStyle(document.documentElement).getPropertyValue("--line").trim();
  }

  #fit() {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    this.#canvas.width = Math.round(this.#canvas.clientWidth * ratio);
    this.#canvas.height = Math.round(this.#canvas.clientHeight * ratio);
    this.#wake();
  }

  #wake() {
    if (this.#frame || document.hidden) return;
    this.#last = 0;
    this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  #draw(now) {
    this.#frame = 0;
    if (document.hidden) return;
    if (this.#last && now - this.#last < CALM && Math.max(...this.#bands) < 0.02) {
      this.#frame = requestAnimationFrame((next) => this.#draw(next));
      return;
    }
    const step = this.#last ? Math.min((now - this.#last) / 1000, 0.1) : 0.016;
    this.#last = now;
    const still = this.#still.matches;
    if (!still) this.#time += step;
    this.#settle(step, still);
    this.#hear(step);
    this.#paint();
    this.#frame = requestAnimationFrame((next) => this.#draw(next));
  }

  /** Ease towards the pose of the state; without motion, be there at once. */
  #settle(step, still) {
    const pose = POSES[this.#state];
    const reach = still ? 1 : 1 - Math.exp(-step * 3.2);
    for (const key of Object.keys(this.#shape)) this.#shape[key] += (pose[key] - this.#shape[key]) * reach;
    if (still) this.#shape.curl = 0;
  }

  /** Six loudness bands of speech, quick to rise and slow to fall. */
  #hear(step) {
    const source = this.#sources[this.#state === "speaking" ? "voice" : "mic"];
    const deaf = this.#state === "muted" || LOOPS.has(this.#state) || !source;
    if (!deaf) source.analyser.getByteFrequencyData(source.data);
    for (let band = 0; band < BANDS; band++) {
      const level = deaf ? 0 : loudness(source, band) * (this.#state === "speaking" ? 1 : 0.6);
      const reach = 1 - Math.exp(-step * (level > this.#bands[band] ? 22 : 7));
      this.#bands[band] += (level - this.#bands[band]) * reach;
    }
  }

  #paint() {
    const pen = this.#pen;
    const { width, height } = this.#canvas;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    pen.clearRect(0, 0, width, height);
    pen.lineCap = pen.lineJoin = "round";
    const size = Math.min(width, height) * this.#size;
    for (let strand = STRANDS - 1; strand >= 0; strand--) {
      const path = this.#strand(strand, width, height, size);
      const light = this.#shape.light * (strand === 0 ? 1 : 0.36 - strand * 0.055);
      if (strand === 0) {
        pen.strokeStyle = this.#ink(0.07 * light, width);
        for (const wide of [22, 11]) {
          pen.lineWidth = wide * ratio;
          pen.stroke(path);
        }
      }
      pen.lineWidth = (strand === 0 ? 2.5 : 1.25) * ratio;
      pen.strokeStyle = this.#ink(light, width);
      pen.stroke(path);
    }
  }

  /** Ink that fades out towards both ends of the line; a loop has none. */
  #ink(light, width) {
    const ink = this.#pen.createLinearGradient(0, 0, width, 0);
    const end = light * this.#shape.curl;
    for (const [at, alpha] of [[0, end], [0.22, light], [0.78, light], [1, end]]) {
      ink.addColorStop(at, `rgb(${this.#colour} / ${alpha})`);
    }
    return ink;
  }

  #strand(strand, width, height, size) {
    const path = new Path2D();
    for (let point = 0; point <= POINTS; point++) {
      const along = point / POINTS;
      const [lx, ly] = this.#onLine(along, strand, size);
      const [rx, ry] = this.#onLoop(along, strand, size);
      // Each point curls a little later than its neighbour, so the line rolls up instead of fading over.
      const curl = smooth(Math.min(1, Math.max(0, this.#shape.curl * 1.5 - 0.5 * Math.abs(along - 0.5) * 2)));
      const span = Math.min(width * 0.5, size * 1.15);
      const x = width / 2 + lx * span * (1 - curl) + rx * curl;
      const y = height * this.#height + ly * (1 - curl) + ry * curl;
      if (point === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    return path;
  }

  /** A point of the line: x from -1 to 1, y in pixels. */
  #onLine(along, strand, size) {
    const x = along * 2 - 1;
    const hold = Math.exp(-((x * 2.1) ** 2));
    const drift = this.#time * (0.9 + strand * 0.13) + strand * 0.55;
    let y = this.#shape.breath * 0.055 * Math.sin(x * 3.4 + drift * 0.8) * (0.75 + 0.25 * Math.sin(this.#time * 1.1));
    for (let band = 0; band < BANDS; band++) {
      const way = band % 2 ? -1 : 1;
      const swing = Math.sin(x * (4.2 + band * 3.1) + way * drift * (1.6 + band * 0.75) + band * 1.7 + strand * 0.4);
      y += (this.#bands[band] * swing * (0.2 - strand * 0.017)) / (1 + band * 0.32);
    }
    return [x, y * hold * size];
  }

  /** A point of the loop, in pixels from the middle: a ribbon of strands, twisted once and turning in space. */
  #onLoop(along, strand, size) {
    const angle = along * Math.PI * 2;
    const time = this.#time;
    const wide = (strand - (STRANDS - 1) / 2) * 0.07;
    const twist = angle + time * 0.8;
    const radius = 1 + 0.05 * Math.sin(time * 1.2) * this.#shape.breath + wide * Math.cos(twist);
    // Seen from the front it is a ring, from above a figure of eight; it never stops turning from one to the other.
    const [x, y, z] = [Math.cos(angle) * radius, Math.sin(angle) * radius, 0.55 * Math.sin(2 * angle) + wide * Math.sin(twist)];
    const [roll, sway] = [time * 0.55 + 0.5, 0.35 * Math.sin(time * 0.31)];
    const v = y * Math.cos(roll) - z * Math.sin(roll);
    const near = 1 + (y * Math.sin(roll) + z * Math.cos(roll)) * 0.14;
    const reach = near * size * 0.17;
    return [(x * Math.cos(sway) - v * Math.sin(sway)) * reach, (x * Math.sin(sway) + v * Math.cos(sway)) * reach];
  }
}

/** How loud one of the six bands between about 90 Hz and 5 kHz is, 0 to 1. */
function loudness({ analyser, data }, band) {
  const hertz = analyser.context.sampleRate / 2 / data.length;
  const low = Math.max(1, Math.floor((90 * 1.95 ** band) / hertz));
  const high = Math.max(low + 1, Math.floor((90 * 1.95 ** (band + 1)) / hertz));
  let sum = 0;
  for (let bin = low; bin < high && bin < data.length; bin++) sum += data[bin];
  const mean = sum / (high - low) / 255;
  return Math.max(0, mean - 0.18) * 1.2;
}

function smooth(x) {
  return x * x * (3 - 2 * x);
}
