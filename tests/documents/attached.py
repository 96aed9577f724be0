"""Attachments as documents have them: the kernel's, under the service's own name."""

from __future__ import annotations

from services.kernel.procedure.attachments import events, folder, operations

FileUploaded, FileAttached, AttachmentRemoved = events.declare("documents")
Upload, Folder = folder.declare("documents")
(
    UploadFile,
    GetUpload,
    AttachFile,
    RemoveAttachment,
    ListAttachments,
    GetAttachment,
    DownloadAttachment,
    ExportAttachments,
    CheckFiles,
) = operations.declare("documents")
