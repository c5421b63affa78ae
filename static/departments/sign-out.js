// Signing out clears the officer's copies from this computer, once the server has what is in them.

import { copiesOf, discardAll, whose } from "../tracker/copies.js";

const LOSING = "本机还有没有提交或保存的填写内容，退出后将被清除。确定退出吗？";

export function watchSignOut(autosave) {
  for (const form of document.querySelectorAll("form[data-sign-out], #logout-form")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await autosave?.settle();
      const { officer } = whose();
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
