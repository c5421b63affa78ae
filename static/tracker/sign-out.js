// Signing out clears the officer's copies from this computer, once the server has what is in them.

import { copiesOf, discardAll } from "./report-copies.js";

const LOSING = "本机还有没有保存到服务器的填报内容，退出后将被清除。确定退出吗？";

export function watchSignOut(autosave) {
  for (const form of document.querySelectorAll("form[data-officer]:not(#report)")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await autosave?.settle();
      const { officer } = form.dataset;
      if (copiesOf(officer).length > 0 && !confirm(LOSING)) return;
      const body = new FormData(form);
      const left = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(
        () => null,
      );
      if (left?.type !== "opaqueredirect") return form.submit();
      discardAll(officer);
      location.assign("/");
    });
  }
}
