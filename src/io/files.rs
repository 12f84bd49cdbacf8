//! Replaces a file by another in one step.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};
use xxhash_rust::xxh3::Xxh3;

/// The beginning and the end of the names of temporary files.
const PREFIX: &str = ".corpus-lint-";
const SUFFIX: &str = ".tmp";

/// Creates a temporary file in the folder of a path. It is on the same disk, so a rename to the path is one
/// step and cannot leave half a file.
///
/// # Errors
/// When the folder cannot be written.
pub fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(PREFIX)
        .suffix(SUFFIX)
        .tempfile_in(folder_of(path))
}

/// The folder of a file.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Removes the temporary files that killed runs left in a folder. The folder must be locked.
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

/// Replaces an existing file by a temporary file, which gets the owner and permissions of the existing one.
/// `seen` is the metadata of the existing file when it was read.
///
/// # Errors
/// When the existing file was changed since then, or cannot be replaced; it then stays.
pub fn replace(temporary: TempPath, path: &Path, seen: &Metadata) -> io::Result<()> {
    let file = File::open(&temporary)?;
    take_over(&file, &fs::metadata(path)?, path)?;
    file.sync_all()?;
    check_unchanged(path, seen)?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync_folder(folder_of(path));
    Ok(())
}

/// Writes a file of the program itself in one step: at any moment it is the old file or the new file.
///
/// # Errors
/// When it cannot be written, and the errors of `write`. An old file then stays.
pub fn write_in_one_step<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
) -> Result<(), E> {
    // A link stays; the file that it points to is replaced.
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

/// Gives a temporary file the permissions of the old file, or those of a new file if there is no old one. A
/// temporary file can be read only by its owner at first.
fn settle_permissions(file: &File, path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(old) => take_over(file, &old, path),
        #[cfg(unix)]
        Err(_) => {
            use std::os::unix::fs::PermissionsExt;
            // The default permissions (umask) are read from a file that is created for this purpose.
            let probe = temporary_beside(path)?.into_temp_path();
            fs::remove_file(&probe)?;
            let made = File::create_new(&probe)?.metadata()?;
            file.set_permissions(fs::Permissions::from_mode(made.permissions().mode()))
        }
        #[cfg(not(unix))]
        Err(_) => Ok(()),
    }
}

/// Makes sure that a file did not change since it had the metadata `seen`.
///
/// # Errors
/// When it was changed, replaced or removed.
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

/// The error for a file that another program changed in the meantime.
pub fn changed() -> io::Error {
    io::Error::other("the file was changed while it was being fixed")
}

/// Gives a file the permissions and extended attributes of the file `old`, and its owner if the user may
/// do so.
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
            // A user who may not change the owner may still change the group.
            let _ = fchown(file, None, Some(metadata.gid()));
        }
        // Without the old owner, the file must not keep the bits that make it run with the owner's rights.
        let mask = if is_owned { 0o7777 } else { 0o777 };
        file.set_permissions(fs::Permissions::from_mode(metadata.mode() & mask))
    }
    #[cfg(not(unix))]
    {
        let _ = old;
        file.set_permissions(metadata.permissions())
    }
}

/// Waits until the names in a folder are on the disk, if the system supports that.
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
