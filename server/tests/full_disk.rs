//! A disk without room: said in words, and nothing half-written stays.

use crate::{
    media::photo,
    support::{TestApp, TestUser},
};
use futures::{future::BoxFuture, stream::BoxStream};
use image::ImageFormat;
use media::{Media, MediaKind};
use object_store::{
    CopyOptions, Error as StoreError, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result as StoreResult, memory::InMemory, path::Path,
};
use std::{
    fmt, io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use types::Error;

/// Has room for so many files.
#[derive(Debug)]
struct SmallDisk {
    files: InMemory,
    room: AtomicUsize,
}

impl fmt::Display for SmallDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a small disk")
    }
}

fn full() -> StoreError {
    StoreError::Generic {
        store: "small disk",
        source: Box::new(io::Error::from(io::ErrorKind::StorageFull)),
    }
}

/// Written out, since the trait's own macro is no dependency of ours.
impl ObjectStore for SmallDisk {
    fn put_opts<'a, 'b, 'c>(
        &'a self,
        location: &'b Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> BoxFuture<'c, StoreResult<PutResult>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        let taken = self
            .room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(1));
        match taken {
            Ok(_) => self.files.put_opts(location, payload, options),
            Err(_) => Box::pin(std::future::ready(Err(full()))),
        }
    }

    fn put_multipart_opts<'a, 'b, 'c>(
        &'a self,
        location: &'b Path,
        options: PutMultipartOptions,
    ) -> BoxFuture<'c, StoreResult<Box<dyn MultipartUpload>>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        self.files.put_multipart_opts(location, options)
    }

    fn get_opts<'a, 'b, 'c>(&'a self, location: &'b Path, options: GetOptions) -> BoxFuture<'c, StoreResult<GetResult>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        self.files.get_opts(location, options)
    }

    fn delete_stream(&self, locations: BoxStream<'static, StoreResult<Path>>) -> BoxStream<'static, StoreResult<Path>> {
        self.files.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, StoreResult<ObjectMeta>> {
        self.files.list(prefix)
    }

    fn list_with_delimiter<'a, 'b, 'c>(&'a self, prefix: Option<&'b Path>) -> BoxFuture<'c, StoreResult<ListResult>>
    where
        'a: 'c,
        'b: 'c,
        Self: 'c,
    {
        self.files.list_with_delimiter(prefix)
    }

    fn copy_opts<'a, 'b, 'd, 'c>(
        &'a self,
        from: &'b Path,
        to: &'d Path,
        options: CopyOptions,
    ) -> BoxFuture<'c, StoreResult<()>>
    where
        'a: 'c,
        'b: 'c,
        'd: 'c,
        Self: 'c,
    {
        self.files.copy_opts(from, to, options)
    }
}

#[tokio::test]
async fn a_photo_that_a_full_disk_does_not_take_is_refused_and_leaves_nothing() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    for room in 0..2 {
        let disk = Arc::new(SmallDisk {
            files: InMemory::new(),
            room: AtomicUsize::new(room),
        });
        let bytes = photo(ImageFormat::Jpeg).into();
        let refused = Media::new(disk.clone())
            .save(&app.store, ada.id, MediaKind::Photo, bytes, None)
            .await;
        assert_eq!(
            refused.map(|photo| photo.key),
            Err(Error::StorageFull),
            "room for {room}"
        );
        let rows: i64 = sqlx::query_scalar("select count(*) from media")
            .fetch_one(app.store.pool())
            .await
            .expect("a number");
        let files = disk.files.list_with_delimiter(None).await.expect("a list");
        assert!(
            files.objects.is_empty() && files.common_prefixes.is_empty(),
            "{files:?}"
        );
        assert_eq!(rows, 0, "room for {room}");
    }
    assert_eq!(Error::StorageFull.status(), 507);
}

/// Postgres says so in its own way.
#[tokio::test]
async fn a_database_without_room_is_told_so_too() {
    let app = TestApp::new().await;
    let ada = TestUser::new(&app, "ada").await;
    sqlx::raw_sql(
        "create function no_room() returns trigger language plpgsql as
             $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
         create trigger no_room before insert on posts for each row execute function no_room()",
    )
    .execute(app.store.pool())
    .await
    .expect("a full disk");
    let refused: types::Result<types::Post> = ada.browser.call("/api/posts/create", &[("text", "A wren")]).await;
    assert_eq!(refused.map(|post| post.id), Err(Error::StorageFull));
    let answer = ada
        .browser
        .post_form_from("/compose", "/api/posts/create", &[("text", "A wren")])
        .await;
    let memory = answer.form_memory().expect("a memory of the form");
    assert_eq!(memory.error, Error::StorageFull);
    assert_eq!(memory.fields.get("text").map(String::as_str), Some("A wren"));
}
