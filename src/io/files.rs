//! Putting a file in the place of another in one step.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};
use xxhash_rust::xxh3::Xxh3;

/// How names of temporary files begin and end.
const PREFIX: &str = ".corpus-lint-";
const SUFFIX: &str = ".tmp";

/// A temporary file in the folder of a path; a rename from there cannot leave half a file.
///
/// # Errors
/// When the folder cannot be written.
pub fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(PREFIX)
        .suffix(SUFFIX)
        .tempfile_in(folder_of(path))
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Removes the temporary files that a run which was killed left in a folder. The folder must be
/// locked.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Puts a temporary file in the place of an existing one, with that one's owner and permissions,
/// unless that one was changed since it had this metadata.
///
/// # Errors
/// When it cannot be done; the existing file stays.
pub fn replace(temporary: TempPath, path: &Path, seen: &Metadata) -> io::Result<()> {
    let file = File::open(&temporary)?;
    take_over(&file, &fs::metadata(path)?, path)?;
    file.sync_all()?;
    check_unchanged(path, seen)?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync_folder(folder_of(path));
    Ok(())
}

/// Writes a file of the program's own in one step: at any moment it is the old one or the new one.
///
/// # Errors
/// When it cannot be written, or `write` says so; an old file stays.
pub fn write_in_one_step<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    // A link stays; what it points to is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let temporary = temporary_beside(&path)?;
    let mut out = BufWriter::new(temporary.as_file());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    settle_permissions(temporary.as_file(), &path)?;
    temporary.as_file().sync_all()?;
    temporary.persist(&path).map_err(|error| error.error)?;
    sync_folder(folder_of(&path));
    Ok(())
}

/// As the file was, or as a new file would be: a temporary file is for its owner alone.
fn settle_permissions(file: &File, path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(old) => take_over(file, &old, path),
        #[cfg(unix)]
        Err(_) => {
            use std::os::unix::fs::PermissionsExt;
            // What the user forbids others is asked of a file that is made for it.
            let probe = temporary_beside(path)?.into_temp_path();
            fs::remove_file(&probe)?;
            let made = File::create_new(&probe)?.metadata()?;
            file.set_permissions(fs::Permissions::from_mode(made.permissions().mode()))
        }
        #[cfg(not(unix))]
        Err(_) => Ok(()),
    }
}

/// Makes sure that a file is as it was when it had this metadata.
///
/// # Errors
/// When it was changed or replaced, or is gone.
pub fn check_unchanged(path: &Path, seen: &Metadata) -> io::Result<()> {
    let now = fs::metadata(path)?;
    #[cfg(unix)]
    let is_same = {
        use std::os::unix::fs::MetadataExt;
        (now.dev(), now.ino()) == (seen.dev(), seen.ino())
    };
    #[cfg(not(unix))]
    let is_same = true;
    match is_same && now.len() == seen.len() && now.modified()? == seen.modified()? {
        true => Ok(()),
        false => Err(changed()),
    }
}

/// A file was changed by somebody else meanwhile.
pub fn changed() -> io::Error {
    io::Error::other("the file was changed while it was being fixed")
}

/// Gives a file the permissions and extended attributes of another, and its owner where the user
/// may.
///
/// # Errors
/// When the permissions cannot be set.
pub fn take_over(file: &File, metadata: &Metadata, old: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

        use xattr::FileExt;

        for name in xattr::list(old).into_iter().flatten() {
            if let Ok(Some(value)) = xattr::get(old, &name) {
                let _ = file.set_xattr(&name, &value);
            }
        }
        let is_owned = fchown(file, Some(metadata.uid()), Some(metadata.gid())).is_ok();
        if !is_owned {
            // Who may not give a file away may still leave it to its group.
            let _ = fchown(file, None, Some(metadata.gid()));
        }
        // A file must not run with the rights of another owner than it had.
        let mask = if is_owned { 0o7777 } else { 0o777 };
        file.set_permissions(fs::Permissions::from_mode(metadata.mode() & mask))
    }
    #[cfg(not(unix))]
    {
        let _ = old;
        file.set_permissions(metadata.permissions())
    }
}

/// Waits until the names in a folder are on the disk, where the system can say so.
pub fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// The XXH3-128 of a file, in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn hash_of(path: &Path) -> io::Result<String> {
    let mut hash = Xxh3::new();
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(format!("{:032x}", hash.digest128()));
        }
        hash.update(bytes);
        let n = bytes.len();
        file.consume(n);
    }
}
