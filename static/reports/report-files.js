// Evidence files of the report form: chosen or dropped, sent one after the other with a bar that
// grows, and removed without loading the page anew.

const BROKEN = "线路中断，没有传完，请重试。";
const SIGNED_OUT = "登录已失效，请在新窗口重新登录后重试。";
const BUSY = "服务器正在重启或太忙，没有传完，请过几分钟再重试。";
const FAILED = "服务器出错，没有传成功，请稍后重试；一直不行的话，请告诉系统管理员出错的时间。";
const STRANGE = "没有传成功，请刷新页面后再试。";
// What a proxy says of itself; what the site itself refuses comes with its own sentence.
const TOO_LARGE = 413;
const PROXY = [502, 503, 504];
// Answers that another try of the same file would only repeat.
const FINAL = [409, TOO_LARGE, 422];

function send(address, file, department, token, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    body.append("department", department);
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress((event.loaded / event.total) * 100);
    });
    const isMoved = () => new URL(request.responseURL).pathname !== address;
    request.addEventListener("load", () => {
      resolve(isMoved() ? { status: 401 } : { status: request.status, data: request.response });
    });
    for (const name of ["error", "abort", "timeout"]) {
      request.addEventListener(name, () => resolve({ status: 0, isAborted: name === "abort" }));
    }
    onProgress(0, () => request.abort());
    request.send(body);
  });
}

function sentence({ status, data }, tooLarge) {
  if (status === 0) return BROKEN;
  if (status === 401) return SIGNED_OUT;
  if (data?.sentence) return data.sentence;
  if (status === TOO_LARGE) return tooLarge;
  if (PROXY.includes(status)) return BUSY;
  return status >= 500 ? FAILED : STRANGE;
}

export class Files {
  #section;
  #connection;
  #list;
  #waiting = [];
  #isSending = false;

  constructor(section, connection) {
    this.#section = section;
    this.#connection = connection;
    this.#list = section.querySelector(".files");
    const input = section.querySelector("[type=file]");
    input.addEventListener("change", () => {
      this.#take(input.files);
      input.value = "";
    });
    section.addEventListener("click", (event) => this.#press(event));
    this.#watchDrops();
  }

  // Whether leaving the page now would lose a file.
  get isBusy() {
    return this.#isSending;
  }

  #watchDrops() {
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const mark = (isOver) => this.#section.classList.toggle("dropping", isOver);
    // Dropped beside the section, a file would otherwise take the place of the page.
    document.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const isOver = this.#section.contains(event.target);
      event.dataTransfer.dropEffect = isOver ? "copy" : "none";
      mark(isOver);
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) mark(false);
    });
    document.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(false);
      if (this.#section.contains(event.target)) this.#take(event.dataTransfer.files);
    });
  }

  #take(files) {
    const { limit } = this.#section.dataset;
    for (const file of files) {
      const row = this.#row(file.name);
      if (file.size > Number(limit)) this.#fail(row, this.#tooLarge(file));
      else this.#waiting.push([row, file]);
    }
    this.#work();
  }

  async #work() {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#waiting.length > 0) await this.#upload(...this.#waiting.shift());
    this.#isSending = false;
  }

  async #upload(row, file) {
    if (!row.isConnected) return;
    const { attach, department } = this.#section.dataset;
    const progress = row.querySelector("progress");
    const attempt = () =>
      send(attach, file, department, this.#connection.token, (share, stop) => {
        progress.value = share;
        if (stop) row.stop = stop;
      });
    let answer = await attempt();
    if (answer.status === 403) {
      const renewed = await this.#connection.renew();
      answer = renewed.state === "answered" ? await attempt() : { status: 401 };
    }
    row.stop = null;
    if (answer.status === 201) this.#finish(row, answer.data);
    else if (!answer.isAborted) {
      const again = FINAL.includes(answer.status) ? null : file;
      this.#fail(row, sentence(answer, this.#tooLarge(file)), again);
    }
  }

  #tooLarge(file) {
    return this.#section.dataset.tooLarge.replace("{name}", file.name);
  }

  #row(name) {
    const row = document.getElementById("file-row").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("progress").setAttribute("aria-label", `“${name}”的上传进度`);
    row.querySelector(".visually-hidden").textContent = `“${name}”`;
    this.#list.append(row);
    return row;
  }

  #finish(row, { name, size, open, remove }) {
    const link = Object.assign(document.createElement("a"), { href: open, textContent: name });
    row.querySelector("[data-name]").replaceWith(link);
    row.querySelector("progress").outerHTML = "";
    row.querySelector("[data-size]").textContent = size;
    row.querySelector("[data-remove]").dataset.remove = remove;
    row.querySelector("[data-verb]").textContent = "移除";
    this.#tell(`“${name}”已上传。`);
  }

  #fail(row, words, file = null) {
    row.querySelector("progress").hidden = true;
    const error = row.querySelector("[data-error]");
    error.textContent = words;
    error.hidden = false;
    const retry = row.querySelector("[data-retry]");
    retry.hidden = !file;
    retry.onclick = () => {
      error.hidden = retry.hidden = true;
      row.querySelector("progress").hidden = false;
      this.#waiting.push([row, file]);
      this.#work();
    };
    row.querySelector("[data-verb]").textContent = "关闭";
  }

  async #press(event) {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    row.stop?.();
    const address = button.dataset.remove;
    if (address) {
      button.disabled = true;
      const answer = await this.#connection.post(address, new FormData());
      button.disabled = false;
      const isGone = answer.status === 200 || answer.status === 404;
      if (!isGone) return this.#refuse(row, answer);
      this.#tell(answer.data.sentence ?? "这个文件已被移除。");
    }
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-remove]") ?? this.#section.querySelector("[type=file]")).focus();
  }

  #refuse(row, { state, data }) {
    const words = {
      offline: "线路中断，没有移除，请重试。",
      "signed-out": "登录已失效，请在新窗口重新登录后重试。",
    };
    const error = row.querySelector("[data-error]");
    error.textContent = words[state] ?? data?.sentence ?? "没有移除成功，请刷新页面后再试。";
    error.hidden = false;
  }

  #tell(words) {
    this.#section.querySelector("[data-told]").textContent = words;
  }
}
