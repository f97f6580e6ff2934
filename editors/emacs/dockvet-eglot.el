;;; dockvet-eglot.el --- Dockvet through eglot  -*- lexical-binding: t -*-
;; Emacs 29 has eglot, older ones get it as a package. Copy to your load path, and write: (require 'dockvet-eglot)
;; A mode for Dockerfiles must be there: `dockerfile-ts-mode' of Emacs 29, or the package dockerfile-mode.

;;; Code:
(require 'eglot)

(defconst dockvet-eglot-command '("dockvet" "lsp")
  "The program and its arguments.")

(dolist (mode '(dockerfile-mode dockerfile-ts-mode))
  (setq eglot-server-programs (assq-delete-all mode eglot-server-programs))
  (add-to-list 'eglot-server-programs (cons mode dockvet-eglot-command))
  (add-hook (intern (format "%s-hook" mode)) #'eglot-ensure))

(provide 'dockvet-eglot)
;;; dockvet-eglot.el ends here
