//! Two deeds at once: what comes of them must be one of the outcomes that the model allows.

use anyhow::{Result, bail};

use crate::case::Case;
use crate::engine::ask;
use crate::model::{Outcome, Said};
use crate::operation::Deed;

impl Case<'_> {
    pub(crate) async fn race(&mut self, deeds: &[Deed; 2], processes: [usize; 2]) -> Result<()> {
        let (one, asked_one) = self.prepare(&deeds[0], processes[0]).await?;
        let (other, asked_other) = self.prepare(&deeds[1], processes[1]).await?;
        let now = processes.map(|process| self.now(process));
        let allowed = self.model.race([&one, &other], now);
        let one = tokio::spawn(ask(self.processes[processes[0]].clone(), asked_one));
        let other = tokio::spawn(ask(self.processes[processes[1]].clone(), asked_other));
        let (one, other) = tokio::join!(one, other);
        let said = [self.understand(one??).await?, self.understand(other??).await?];
        self.settle(&allowed, said).await?;
        self.read_keys(&deeds[1]).await
    }

    /// The model goes on from the outcome that came true.
    async fn settle(&mut self, allowed: &[Outcome], said: [Said; 2]) -> Result<()> {
        let row = self.stored_row().await?;
        let came = |outcome: &Outcome| outcome.said == said && outcome.after.row == row;
        let Some(place) = allowed.iter().position(came) else {
            bail!("got {said:?} and {row:?}, allowed are {allowed:?}");
        };
        self.model = allowed[place].after.clone();
        if place < 2 && allowed[0] != allowed[1] {
            self.world.saw_race(place);
        }
        Ok(())
    }
}
