// The earpiece: the microphone, the connection that carries both voices, and how loud each is.

const GATHER = 1500; // milliseconds to wait for the last address of this device
const LIMP = 5000; // how long a connection may limp before it is made anew
const PATIENCE = 12_000; // how long it may take to come about

const WHY_NOT = {
  NotAllowedError: "Your browser keeps the microphone from me. Allow it beside the address, then tap here; or just write.",
  NotFoundError: "I can't find a microphone. Plug one in and tap here, or just write.",
  NotReadableError: "Another program is holding the microphone. Close it and tap here, or just write.",
};
const INSECURE = "A browser only lends its microphone to an https address. Open that one, or just write.";
const ALONE = "While this computer has no network at all, browsers carry no sound. Connect to any, then tap here; or just write.";
export const NO_VOICE = "The sound did not come through. Tap here to try again, or just write.";

/** What went wrong, in one sentence for the person. */
export class Trouble extends Error {}

export class Call extends EventTarget {
  #voice;
  #mic = null;
  #line = null;
  #context = null;
  #timer = 0;
  #muted = false;

  /** `voice` is the audio element that the OS's voice comes out of. */
  constructor(voice) {
    super();
    this.#voice = voice;
  }

  get begun() {
    return this.#mic !== null;
  }

  get muted() {
    return this.#muted;
  }

  set muted(muted) {
    this.#muted = muted;
    for (const track of this.#mic?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  /** Ask for the microphone and connect. Throws Trouble. */
  async begin() {
    this.#context ??= new AudioContext();
    this.#context.resume(); // not awaited: without a tap it never settles
    if (!this.#mic) {
      this.#mic = await microphone();
      this.muted = this.#muted;
      const [track] = this.#mic.getAudioTracks();
      track.addEventListener("ended", () => this.#unplugged());
      this.#meter("mic", this.#mic);
    }
    await this.connect();
  }

  /** Connect (again) with the microphone at hand. Throws Trouble. */
  async connect() {
    this.#line?.close();
    clearTimeout(this.#timer);
    const line = (this.#line = new RTCPeerConnection());
    line.ontrack = ({ track }) => this.#play(track);
    line.onconnectionstatechange = () => this.#changed(line);
    line.addTransceiver(this.#mic.getAudioTracks()[0], { direction: "sendrecv", streams: [this.#mic] });
    await line.setLocalDescription(await line.createOffer());
    await gathered(line);
    if (!line.localDescription.sdp.includes("a=candidate")) throw new Trouble(ALONE);
    const answer = await exchange(line.localDescription, echoes(this.#mic));
    if (line !== this.#line) return;
    await line.setRemoteDescription(answer);
    this.#timer = setTimeout(() => this.dispatchEvent(new Event("silent")), PATIENCE);
  }

  /** Let the voice sound: browsers want a tap first. False when it still may not. */
  async sound() {
    this.#context?.resume();
    try {
      await this.#voice.play();
    } catch (error) {
      if (error.name === "NotAllowedError") return false;
    }
    return this.#context?.state !== "suspended";
  }

  end() {
    this.#line?.close();
    this.#line = null;
  }

  async #play(track) {
    const stream = new MediaStream([track]);
    this.#voice.srcObject = stream;
    this.#meter("voice", stream);
    if (!(await this.sound())) this.dispatchEvent(new Event("silenced"));
  }

  #meter(which, stream) {
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    analyser.smoothingTimeConstant = 0.5;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    this.dispatchEvent(new CustomEvent("meter", { detail: { which, analyser } }));
  }

  #changed(line) {
    if (line !== this.#line) return;
    clearTimeout(this.#timer);
    if (line.connectionState === "connected") this.dispatchEvent(new Event("connected"));
    if (line.connectionState === "failed") this.dispatchEvent(new Event("dropped"));
    if (line.connectionState === "disconnected") {
      this.#timer = setTimeout(() => this.dispatchEvent(new Event("dropped")), LIMP);
    }
  }

  #unplugged() {
    this.end();
    this.#mic = null;
    this.dispatchEvent(new Event("unplugged"));
  }
}

/** Whether the browser already lends its microphone to this page. */
export async function allowed() {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state === "granted";
  } catch {
    return false;
  }
}

async function microphone() {
  if (!isSecureContext || !navigator.mediaDevices) throw new Trouble(INSECURE);
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch (error) {
    throw new Trouble(WHY_NOT[error.name] ?? WHY_NOT.NotReadableError);
  }
}

function gathered(line) {
  return new Promise((done) => {
    const check = () => line.iceGatheringState === "complete" && done();
    line.addEventListener("icegatheringstatechange", check);
    setTimeout(done, GATHER);
    check();
  });
}

/** Whether the microphone hears the loudspeaker: not every browser or device does what it was asked. */
function echoes(mic) {
  return !mic.getAudioTracks()[0].getSettings().echoCancellation;
}

async function exchange({ sdp, type }, echoes) {
  let response;
  try {
    response = await fetch("/api/offer", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sdp, type, echoes }),
    });
  } catch {
    throw new Trouble(NO_VOICE);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(answer.error ?? NO_VOICE);
  return answer;
}
